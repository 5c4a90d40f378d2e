package org.almoner.stripe.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.stripe.StripeAccount;
import org.almoner.stripe.StripeAccounts;
import org.almoner.stripe.StripeUnavailable;

/**
 * The accounts that a close asks, one after another. One that Stripe does not let in, or that cannot be reached, keeps no
 * other from being swept: the run notes what was wrong, leaves that account alone from then on, and ends as failed, to be
 * begun anew. Only when none is left does the step itself fail, and goes on where it was. A sandbox that fails is passed by
 * and nothing else: it counts nowhere, so it fails nothing.
 */
@Dependent
class EachAccount {

    private static final Logger LOG = Logger.getLogger(EachAccount.class.getName());

    private final StripeAccounts accounts;
    private final CurrentStep step;
    private final Set<String> passedBy = new HashSet<>();

    @Inject
    EachAccount(StripeAccounts accounts, CurrentStep step) {
        this.accounts = accounts;
        this.step = step;
    }

    /** Does it for every account that did not fail in this run. */
    void each(Consumer<StripeAccount> deed) {
        for (Optional<StripeAccount> next = after(null);
                next.isPresent();
                next = after(next.get().name())) {
            StripeAccount account = next.get();
            try {
                deed.accept(account);
            } catch (StripeUnavailable failure) {
                failed(account, failure);
            }
        }
    }

    /**
     * The account whose turn comes after one with this name.
     *
     * @param name null for the first
     */
    Optional<StripeAccount> after(String name) {
        List<StripeAccount> all = asked();
        int begin = 0;
        for (int i = 0; i < all.size() && name != null; i++) {
            begin = all.get(i).name().equals(name) ? i + 1 : begin;
        }
        return all.stream().skip(begin).filter(this::isWell).findFirst();
    }

    /** The account with this name, unless it failed in this run or is no longer set. */
    Optional<StripeAccount> named(String name) {
        return asked().stream()
                .filter(account -> account.name().equals(name))
                .filter(this::isWell)
                .findFirst();
    }

    /**
     * Notes that an account cannot be asked in this run.
     *
     * @throws StripeUnavailable if it was the last one that could
     */
    void failed(StripeAccount account, StripeUnavailable failure) {
        long left = asked().stream()
                .filter(other -> !other.sandbox())
                .filter(this::isWell)
                .count();
        if (!account.sandbox() && left <= 1) {
            throw failure;
        }
        LOG.log(Level.WARNING, "The close goes on without {0}: {1}", new Object[] {account.label(), failure.getMessage()
        });
        if (account.sandbox()) {
            passedBy.add(account.name());
            return;
        }
        step.without(account.name(), "Not swept: " + account.label() + ". " + failure.getMessage());
    }

    private boolean isWell(StripeAccount account) {
        return !passedBy.contains(account.name()) && !step.isWithout(account.name());
    }

    private List<StripeAccount> asked() {
        // one that has no key has nothing to be asked, and a single one is asked as it always was
        return accounts.all().size() == 1
                ? accounts.all()
                : accounts.all().stream().filter(StripeAccount::asked).toList();
    }
}
