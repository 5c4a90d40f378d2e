package org.almoner.stripe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.stripe.AccountsFixture;
import org.almoner.stripe.StripeUnavailable;
import org.almoner.stripe.Sweep;
import org.junit.jupiter.api.Test;

/** Goal: a list is read of every account, one after another, and goes on after a kill in the account it was in. */
class SweepPagesTest {

    private final Map<String, String> without = new LinkedHashMap<>();

    @Test
    void everyAccountsListIsReadToItsEnd() throws Exception {
        try (var stripes = AccountsFixture.standing("", "shop", "trust")) {
            var pages = pages(stripes, null);

            assertThat(accountsOf(pages))
                    .startsWith("")
                    .containsSubsequence("", "shop", "trust")
                    .endsWith("trust");
            assertThat(stripes.strangers()).isZero();
        }
    }

    @Test
    void itGoesOnWhereItWas() throws Exception {
        try (var stripes = AccountsFixture.standing("", "shop", "trust")) {
            var before = pages(stripes, null);
            Sweep.Page page = before.readItem();
            while (!page.next().account().equals("shop")) {
                page = before.readItem();
            }

            assertThat(accountsOf(pages(stripes, before.checkpointInfo())))
                    .doesNotContain("")
                    .endsWith("trust");
        }
    }

    @Test
    void aRevokedKeyKeepsNoOtherFromBeingRead() throws Exception {
        try (var stripes = AccountsFixture.standing("", "shop", "trust")) {
            stripes.revoke("shop");

            assertThat(accountsOf(pages(stripes, null))).contains("", "trust").doesNotContain("shop");

            assertThat(without).containsOnlyKeys("shop");
            assertThat(without.get("shop")).contains("status 401", "ALMONER_STRIPE_SHOP_API_KEY");
            stripes.revoke("");
            stripes.revoke("trust");
            without.clear();
            assertThatThrownBy(() -> accountsOf(pages(stripes, null))).isInstanceOf(StripeUnavailable.class);
        }
    }

    private static List<String> accountsOf(SweepPages pages) {
        List<String> accounts = new ArrayList<>();
        for (Sweep.Page page = pages.readItem(); page != null; page = pages.readItem()) {
            accounts.add(page.next().account());
        }
        return accounts;
    }

    private SweepPages pages(AccountsFixture stripes, Sweep.Position checkpoint) throws Exception {
        var step = new CurrentStep(null, null, null, null, null) {
            @Override
            public void without(String account, String why) {
                without.put(account, why);
            }

            @Override
            public boolean isWithout(String account) {
                return without.containsKey(account);
            }
        };
        var pages = new SweepPages();
        set(pages, "list", "events");
        set(pages, "accounts", new EachAccount(stripes.accounts(), step));
        pages.open(checkpoint);
        return pages;
    }

    private static void set(SweepPages pages, String field, Object value) throws Exception {
        Field injected = SweepPages.class.getDeclaredField(field);
        injected.setAccessible(true);
        injected.set(pages, value);
    }
}
