package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.config.Config;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccountSettingsTest {

    @Test
    void theNamesOfTheirSettingsAreThoseThatTheLauncherPublishes() {
        var config = config(Map.of(
                "almoner.stripe.api.key", " rk_live_main ",
                "almoner.stripe.webhook.secrets", "whsec_1,whsec_2@2026-11-22T10:00:00Z, ",
                "almoner.stripe.accounts", "shop, far-shop",
                "almoner.stripe.shop.api.key", "rk_live_shop",
                "almoner.stripe.shop.webhook.secrets", "whsec_3",
                "almoner.stripe.far.shop.api.key", "rk_test_far",
                "almoner.stripe.far.shop.webhook.secrets", "whsec_4"));

        assertThat(AccountSettings.read(config))
                .containsExactly(
                        new AccountSettings(
                                "", Optional.of("rk_live_main"), List.of("whsec_1", "whsec_2@2026-11-22T10:00:00Z")),
                        new AccountSettings("shop", Optional.of("rk_live_shop"), List.of("whsec_3")),
                        new AccountSettings("far-shop", Optional.of("rk_test_far"), List.of("whsec_4")));
        assertThat(AccountSettings.named("far-shop", AccountSettings.KEY)).isEqualTo("ALMONER_STRIPE_FAR_SHOP_API_KEY");
        assertThat(AccountSettings.named("", AccountSettings.SECRETS)).isEqualTo("ALMONER_STRIPE_WEBHOOK_SECRETS");
    }

    @Test
    void nothingSetIsOneAccountWithoutAnything() {
        assertThat(AccountSettings.read(config(Map.of())))
                .containsExactly(new AccountSettings("", Optional.empty(), List.of()));
    }

    @ParameterizedTest
    @CsvSource({
        "rk_live_a, rk_live_b, false",
        "rk_live_a, rk_test_b, true",
        "rk_test_a, rk_test_b, false",
        "rk_test_a, rk_live_b, true",
        // a key that does not say its mode, and none at all: the books are about real money
        "sk_standin, rk_test_b, true",
        "sk_standin, rk_live_b, false",
        ", rk_test_b, true",
        ", rk_live_b, false"
    })
    void anAccountOfAnotherModeIsASandbox(String unnamed, String named, boolean sandbox) {
        var first = new AccountSettings("", Optional.ofNullable(unnamed), List.of());
        var second = new AccountSettings("b", Optional.of(named), List.of());

        assertThat(second.isSandboxBeside(first)).isEqualTo(sandbox);
        assertThat(first.isSandboxBeside(first)).isFalse();
    }

    private static Config config(Map<String, String> values) {
        return (Config) Proxy.newProxyInstance(
                AccountSettingsTest.class.getClassLoader(),
                new Class<?>[] {Config.class},
                (proxy, method, arguments) -> {
                    var value = Optional.ofNullable(values.get((String) arguments[0]));
                    return arguments[1] == String[].class ? value.map(text -> text.split(",")) : value;
                });
    }
}
