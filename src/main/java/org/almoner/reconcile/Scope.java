package org.almoner.reconcile;

import java.util.List;
import org.almoner.affiliate.LegalEntity;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.SqlStatement;

/**
 * Whose balance transactions are meant: those of some Stripe accounts, or of all but some. The first legal entity has
 * every account that is not another's.
 *
 * @param listed whether the accounts are those meant, not those left out
 */
record Scope(boolean listed, List<String> accounts) {

    /** A condition on the balance transaction {@code b}, cheap enough to be asked of each. */
    static final String SQL = "(b.stripe_account = any (:scopeAccounts)) = :scopeListed";

    static final Scope ALL = new Scope(false, List.of());

    static Scope of(Handle handle, long entity) {
        boolean first = entity == LegalEntity.FIRST;
        return new Scope(
                !first,
                handle.createQuery(
                                "select stripe_account from stripe_account_entity where (legal_entity_id = :entity) = :is")
                        .bind("entity", entity)
                        .bind("is", !first)
                        .mapTo(String.class)
                        .list());
    }

    <S extends SqlStatement<S>> S bind(S statement) {
        return statement.bind("scopeListed", listed).bindArray("scopeAccounts", String.class, accounts.toArray());
    }
}
