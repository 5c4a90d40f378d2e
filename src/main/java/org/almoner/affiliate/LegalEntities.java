package org.almoner.affiliate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.money.Amounts;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/**
 * The legal entities, a few hundred at most; every change leaves a line in the audit trail. An account or affiliate is in
 * one of them: named for another it moves there, named for none it is the first one's.
 */
@ApplicationScoped
public class LegalEntities {

    private static final int NAME_MAX = 200;
    private static final int NAMED_MAX = 500;

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;

    protected LegalEntities() {}

    @Inject
    public LegalEntities(Jdbi jdbi, Transactions transactions, AuditTrail trail) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
    }

    /** All of them, the first one first and the others in the order of their codes. */
    public List<LegalEntity> all() {
        return jdbi.withHandle(handle -> select(handle, null));
    }

    public Optional<LegalEntity> find(String code) {
        return jdbi.withHandle(handle -> select(handle, code)).stream().findFirst();
    }

    /**
     * A new legal entity.
     *
     * @throws Rejection if a value does not hold or the code is taken
     */
    public void create(String code, LegalEntity.Draft draft, String actor) {
        transactions.inNew(handle -> {
            if (code == null || !code.matches("[a-z0-9][a-z0-9._-]{0,63}")) {
                throw Rejection.invalid("code", "a code is 1 to 64 of a-z, 0-9, dot, dash, underscore");
            }
            check(handle, draft);
            Optional<Long> id = handle.createQuery(
                            "insert into legal_entity (code, name) values (?, ?) on conflict do nothing returning id")
                    .bind(0, code)
                    .bind(1, draft.name().strip())
                    .mapTo(Long.class)
                    .findOne();
            if (id.isEmpty()) {
                throw Rejection.duplicate("code", "there is a legal entity " + code + " already; change that one");
            }
            assign(handle, id.get(), draft);
            trail.record(
                    actor,
                    "entity.created",
                    "entity",
                    code,
                    Changes.between(
                            Map.of(), described(select(handle, code).get(0).values())));
            return null;
        });
    }

    /**
     * Changes a legal entity.
     *
     * @param version the one that was read
     * @throws Rejection if there is none, it was changed meanwhile, or a value does not hold
     */
    public void change(String code, int version, LegalEntity.Draft draft, String actor) {
        transactions.inNew(handle -> {
            handle.execute("select 1 from legal_entity where code = ? for update", code);
            LegalEntity before = select(handle, code).stream()
                    .findFirst()
                    .orElseThrow(() -> Rejection.unknown("legal entity " + code));
            if (before.version() != version) {
                throw Rejection.stale(version, before.version());
            }
            check(handle, draft);
            handle.execute(
                    "update legal_entity set name = ?, version = version + 1 where id = ?",
                    draft.name().strip(),
                    before.id());
            assign(handle, before.id(), draft);
            trail.record(
                    actor,
                    "entity.changed",
                    "entity",
                    code,
                    Changes.between(
                            described(before.values()),
                            described(select(handle, code).get(0).values())));
            return null;
        });
    }

    private static void check(Handle handle, LegalEntity.Draft draft) {
        List<Fault> faults = new ArrayList<>();
        if (draft.name() == null
                || draft.name().isBlank()
                || draft.name().strip().length() > NAME_MAX) {
            faults.add(new Fault("name", "write the name of the legal person, at most " + NAME_MAX + " characters"));
        }
        if (draft.tolerance().stream().anyMatch(amount -> amount.minor() <= 0)
                || draft.tolerance().stream().map(Money::currency).distinct().count()
                        < draft.tolerance().size()) {
            faults.add(new Fault("tolerance", "write one amount above zero for each currency, as 1.00 EUR, 120 JPY"));
        }
        if (draft.stripeAccounts().size() > NAMED_MAX || draft.affiliates().size() > NAMED_MAX) {
            faults.add(new Fault("affiliates", "name at most " + NAMED_MAX));
        }
        if (!draft.stripeAccounts().stream().allMatch(account -> account.matches("[A-Za-z0-9][A-Za-z0-9_-]{0,63}"))) {
            faults.add(
                    new Fault("stripeAccounts", "write own, or the name of an account as in ALMONER_STRIPE_ACCOUNTS"));
        }
        List<String> unknown = new ArrayList<>(draft.affiliates());
        unknown.removeAll(handle.createQuery("select code from affiliate where code = any (:codes)")
                .bindArray("codes", String.class, draft.affiliates().toArray())
                .mapTo(String.class)
                .list());
        if (!unknown.isEmpty()) {
            faults.add(new Fault("affiliates", "there is no affiliate " + unknown.get(0) + "; create it first"));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private static void assign(Handle handle, long id, LegalEntity.Draft draft) {
        handle.execute("delete from legal_entity_tolerance where legal_entity_id = ?", id);
        draft.tolerance()
                .forEach(amount -> handle.execute(
                        "insert into legal_entity_tolerance values (?, ?, ?)", id, amount.currency(), amount.minor()));
        String[] accounts = draft.stripeAccounts().stream()
                .map(account -> account.equals(LegalEntity.OWN_ACCOUNT) ? "" : account)
                .toArray(String[]::new);
        handle.createUpdate("delete from stripe_account_entity where legal_entity_id = :id"
                        + " and stripe_account <> all (:accounts)")
                .bind("id", id)
                .bindArray("accounts", String.class, (Object[]) accounts)
                .execute();
        handle.createUpdate("insert into stripe_account_entity as known (stripe_account, legal_entity_id)"
                        + " select distinct unnest(:accounts), :id on conflict (stripe_account)"
                        + " do update set legal_entity_id = excluded.legal_entity_id"
                        + " where known.legal_entity_id <> excluded.legal_entity_id")
                .bind("id", id)
                .bindArray("accounts", String.class, (Object[]) accounts)
                .execute();
        handle.createUpdate(
                        "update affiliate set legal_entity_id = case when code = any (:codes) then :id else :first end"
                                + " where legal_entity_id = :id and code <> all (:codes)"
                                + " or legal_entity_id <> :id and code = any (:codes)")
                .bind("id", id)
                .bind("first", LegalEntity.FIRST)
                .bindArray("codes", String.class, draft.affiliates().toArray())
                .execute();
    }

    private static Map<String, Object> described(LegalEntity.Draft values) {
        var described = new LinkedHashMap<String, Object>();
        described.put("name", values.name());
        described.put("tolerance", Amounts.write(values.tolerance()));
        described.put("stripeAccounts", values.stripeAccounts());
        described.put("affiliates", values.affiliates());
        return described;
    }

    private static List<LegalEntity> select(Handle handle, String code) {
        return handle.createQuery(SELECT)
                .bind("code", code)
                .map((row, context) -> new LegalEntity(
                        row.getLong("id"),
                        row.getString("code"),
                        new LegalEntity.Draft(
                                row.getString("name"),
                                row.getString("tolerance") == null
                                        ? List.of()
                                        : List.of(row.getString("tolerance").split(",")).stream()
                                                .map(each -> new Money(
                                                        Long.parseLong(each.substring(4)), each.substring(0, 3)))
                                                .toList(),
                                List.of((String[]) row.getArray("accounts").getArray()),
                                List.of((String[]) row.getArray("affiliates").getArray())),
                        row.getInt("version")))
                .list();
    }

    private static final String SELECT =
            """
            select e.id, e.code, e.name, e.version,
                   (select string_agg(t.currency || ' ' || t.tolerance_minor, ',' order by t.currency)
                    from legal_entity_tolerance t where t.legal_entity_id = e.id) as tolerance,
                   array(select case s.stripe_account when '' then 'own' else s.stripe_account end
                         from stripe_account_entity s where s.legal_entity_id = e.id order by s.stripe_account) as accounts,
                   array(select a.code from affiliate a where a.legal_entity_id = e.id order by a.code) as affiliates
            from legal_entity e
            where e.code = coalesce(:code, e.code)
            order by e.id <> 1, e.code
            """;
}
