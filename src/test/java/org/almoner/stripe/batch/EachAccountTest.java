package org.almoner.stripe.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.stripe.AccountsFixture;
import org.almoner.stripe.StripeUnavailable;
import org.junit.jupiter.api.Test;

/** Goal: an account that cannot be asked keeps no other from being swept, and the run knows why it went on without it. */
class EachAccountTest {

    private final Map<String, String> without = new LinkedHashMap<>();
    private final List<String> asked = new ArrayList<>();

    private final CurrentStep step = new CurrentStep(null, null, null, null, null) {
        @Override
        public void without(String account, String why) {
            without.put(account, why);
        }

        @Override
        public boolean isWithout(String account) {
            return without.containsKey(account);
        }
    };

    @Test
    void oneThatFailsIsLeftAloneAndTheOthersAreAsked() {
        var accounts = new EachAccount(AccountsFixture.named("shop", "trust"), step);

        accounts.each(account -> ask(account.name(), "shop"));
        accounts.each(account -> ask(account.name(), "shop"));

        assertThat(asked).containsExactly("", "shop", "trust", "", "trust");
        assertThat(without).containsOnlyKeys("shop");
        assertThat(without.get("shop")).contains("the Stripe account shop", "Stripe refused");
        assertThat(accounts.named("shop")).isEmpty();
        assertThat(accounts.after("").orElseThrow().name()).isEqualTo("trust");
        assertThat(accounts.after("trust")).isEmpty();
    }

    @Test
    void whenNoneIsLeftTheStepFails() {
        var accounts = new EachAccount(AccountsFixture.named("shop"), step);

        assertThatThrownBy(() -> accounts.each(account -> ask(account.name(), account.name())))
                .isInstanceOf(StripeUnavailable.class);

        assertThat(asked).containsExactly("", "shop");
        assertThat(without).containsOnlyKeys("");
    }

    @Test
    void aSandboxThatFailsFailsNothing() {
        var accounts = new EachAccount(AccountsFixture.withSandbox("trial"), step);

        accounts.each(account -> ask(account.name(), "trial"));
        accounts.each(account -> ask(account.name(), "trial"));

        assertThat(asked).containsExactly("", "trial", "");
        assertThat(without).isEmpty();
        // nor does it keep a step alive whose only real account fails
        assertThatThrownBy(() -> accounts.each(account -> ask(account.name(), "")))
                .isInstanceOf(StripeUnavailable.class);
    }

    @Test
    void aSingleOneFailsItsStepAsItAlwaysDid() {
        var accounts = new EachAccount(AccountsFixture.named(), step);

        assertThatThrownBy(() -> accounts.each(account -> ask(account.name(), "")))
                .isInstanceOf(StripeUnavailable.class);

        assertThat(without).isEmpty();
    }

    private void ask(String account, String broken) {
        asked.add(account);
        if (account.equals(broken)) {
            throw AccountsFixture.refused();
        }
    }
}
