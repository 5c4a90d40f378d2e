package org.almoner.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

/** Goal: a Stripe account that is set wrongly is refused at the start, with what to write. */
class StripeAccountSettingsTest {

    private static final String NAMES = "ALMONER_STRIPE_ACCOUNTS";
    private static final Map<String, String> SHOP = Map.of(
            NAMES,
            "shop",
            "ALMONER_STRIPE_SHOP_API_KEY",
            "rk_test_shop",
            "ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS",
            "whsec_shop@2026-11-22T10:00:00Z,whsec_new");

    @Test
    void twoAccountsBesideTheOneWithoutAName() {
        assertThatCode(() -> read(with(
                        SHOP,
                        Map.of(
                                NAMES,
                                "shop, far-shop",
                                "ALMONER_STRIPE_API_KEY",
                                "rk_live_main",
                                "ALMONER_STRIPE_WEBHOOK_SECRETS",
                                "whsec_main",
                                "ALMONER_STRIPE_FAR_SHOP_API_KEY",
                                "sk_live_far",
                                "ALMONER_STRIPE_FAR_SHOP_WEBHOOK_SECRETS",
                                "whsec_far"))))
                .doesNotThrowAnyException();
    }

    @Test
    void aSystemPropertyServesToo() {
        var system = new Properties();
        system.setProperty("almoner.stripe.accounts", "far-shop");
        system.setProperty("almoner.stripe.far.shop.api.key", "rk_test_far");
        system.setProperty("almoner.stripe.far.shop.webhook.secrets", "whsec_far");

        assertThatCode(() -> Settings.read(Map.of(), system)).doesNotThrowAnyException();
    }

    @Test
    void aNamedAccountNeedsBoth() {
        assertThat(complaints(Map.of(NAMES, "far-shop")).lines())
                .satisfiesExactly(
                        line -> assertThat(line)
                                .startsWith("ALMONER_STRIPE_FAR_SHOP_API_KEY is missing")
                                .contains("rk_live_"),
                        line -> assertThat(line)
                                .startsWith("ALMONER_STRIPE_FAR_SHOP_WEBHOOK_SECRETS is missing")
                                .contains("whsec_"));
    }

    @Test
    void aNameTwiceIsRefused() {
        assertThat(complaints(with(SHOP, Map.of(NAMES, "shop,shop")))).contains("names shop twice");
    }

    @Test
    void aKeyHasToSayItsMode() {
        assertThat(complaints(with(SHOP, Map.of("ALMONER_STRIPE_SHOP_API_KEY", "hush"))))
                .startsWith("ALMONER_STRIPE_SHOP_API_KEY: write a restricted key that says its mode")
                .doesNotContain("hush");
    }

    @Test
    void aSecretsEndHasToBeAnInstant() {
        assertThat(complaints(with(SHOP, Map.of("ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS", "whsec_hush@tomorrow"))))
                .startsWith("ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS: write whsec_")
                .doesNotContain("hush");
        assertThat(complaints(with(SHOP, Map.of("ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS", ","))))
                .startsWith("ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS: write whsec_");
    }

    @Test
    void theSameKeyOrSecretTwiceIsRefused() {
        assertThat(complaints(with(SHOP, Map.of("ALMONER_STRIPE_API_KEY", "rk_test_shop"))))
                .isEqualTo("ALMONER_STRIPE_SHOP_API_KEY has a key that ALMONER_STRIPE_API_KEY has too:"
                        + " write the account's own");
        assertThat(complaints(with(SHOP, Map.of("ALMONER_STRIPE_WEBHOOK_SECRETS", "whsec_main,whsec_shop"))))
                .contains("ALMONER_STRIPE_WEBHOOK_SECRETS")
                .contains("a secret that")
                .doesNotContain("whsec_shop");
    }

    @Test
    void settingsOfAnAccountThatIsNotListedAreATypo() {
        assertThat(complaints(with(SHOP, Map.of("ALMONER_STRIPE_SHPO_API_KEY", "rk_test_hush"))))
                .startsWith(
                        "ALMONER_STRIPE_SHPO_API_KEY is of no account that ALMONER_STRIPE_ACCOUNTS names: write shpo")
                .doesNotContain("hush");
        assertThat(complaints(Map.of("ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS", "whsec_1")))
                .startsWith("ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS is of no account");
    }

    @Test
    void whatTheAccountWithoutANameLacksIsNoWarningThen() {
        assertThat(read(with(SHOP, Map.of("ALMONER_SMTP_HOST", "mail"))).warnings())
                .isEmpty();
    }

    private static Map<String, String> with(Map<String, String> some, Map<String, String> more) {
        var all = new HashMap<>(some);
        all.putAll(more);
        return all;
    }

    private static Settings read(Map<String, String> environment) {
        return Settings.read(environment, new Properties());
    }

    private static String complaints(Map<String, String> environment) {
        return catchThrowableOfType(Problem.class, () -> read(environment)).getMessage();
    }
}
