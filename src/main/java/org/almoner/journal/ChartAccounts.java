package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.audit.Changes;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The charts of accounts; every change leaves a line in the audit trail. An account is never deleted, only not used. */
@ApplicationScoped
public class ChartAccounts {

    private static final String CODE = "[A-Za-z0-9][A-Za-z0-9._-]{0,19}";
    private static final int NAME_MAX = 100;

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;

    protected ChartAccounts() {}

    @Inject
    public ChartAccounts(Jdbi jdbi, Transactions transactions, AuditTrail trail) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
    }

    /**
     * The page after a cursor, or the first, in the order of the codes.
     *
     * @param entity code of a legal entity, or null for all
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<ChartAccount> page(String entity, String after, int limit) {
        var filter = of(entity);
        if (after != null) {
            var place = Cursor.read(after, 2);
            filter.and("(e.code, a.code) > (?, ?)", place.text(0), place.text(1));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, account -> Cursor.of(account.entity(), account.code()));
    }

    /** Rows from an offset on, for tables with page numbers. */
    public List<ChartAccount> slice(String entity, int offset, int limit) {
        return select(of(entity), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(String entity) {
        return jdbi.withHandle(
                handle -> of(entity).count(handle, "chart_account a join legal_entity e on e.id = a.legal_entity_id"));
    }

    public Optional<ChartAccount> find(String entity, String code) {
        return select(of(entity).and("a.code = ?", code), 0, 1).stream().findFirst();
    }

    /**
     * A new account.
     *
     * @throws Rejection if a value does not hold or the code is taken
     */
    public void create(String entity, String code, ChartAccount.Draft draft, String actor) {
        transactions.inNew(handle -> {
            add(handle, Entities.id(handle, entity), entity, code, draft, actor);
            return null;
        });
    }

    /**
     * Changes an account; what stands in batches stays as it was there.
     *
     * @param version the one that was read
     * @throws Rejection if there is none, it was changed meanwhile, or a value does not hold
     */
    public void change(String entity, String code, int version, ChartAccount.Draft draft, String actor) {
        transactions.inNew(handle -> {
            long owner = Entities.id(handle, entity);
            handle.execute(
                    "select 1 from chart_account where legal_entity_id = ? and code = ? for update", owner, code);
            var before = find(entity, code).orElseThrow(() -> Rejection.unknown("account " + code));
            if (before.version() != version) {
                throw Rejection.stale(version, before.version());
            }
            change(handle, before, draft, actor);
            return null;
        });
    }

    void change(Handle handle, ChartAccount before, ChartAccount.Draft draft, String actor) {
        check(before.code(), draft);
        handle.execute(
                "update chart_account set name = ?, type = ?, active = ?, version = version + 1"
                        + " where legal_entity_id = ? and code = ?",
                draft.name().strip(),
                draft.type().name(),
                draft.active(),
                Entities.id(handle, before.entity()),
                before.code());
        trail.record(
                actor,
                "account.changed",
                "account",
                before.entity() + "/" + before.code(),
                Changes.between(described(before.values()), described(draft)));
    }

    void add(Handle handle, long owner, String entity, String code, ChartAccount.Draft draft, String actor) {
        check(code, draft);
        int added = handle.execute(
                "insert into chart_account (legal_entity_id, code, name, type, active) values (?, ?, ?, ?, ?)"
                        + " on conflict do nothing",
                owner,
                code,
                draft.name().strip(),
                draft.type().name(),
                draft.active());
        if (added == 0) {
            throw Rejection.duplicate("code", "there is an account " + code + " already; change that one");
        }
        trail.record(
                actor, "account.created", "account", entity + "/" + code, Changes.between(Map.of(), described(draft)));
    }

    private static void check(String code, ChartAccount.Draft draft) {
        List<Fault> faults = new ArrayList<>();
        if (code == null || !code.matches(CODE)) {
            faults.add(new Fault("code", "write the account's number: 1 to 20 letters, digits, dots, dashes"));
        }
        var name = draft.name() == null ? "" : draft.name().strip();
        if (name.isEmpty() || name.length() > NAME_MAX || name.chars().anyMatch(Character::isISOControl)) {
            faults.add(new Fault("name", "write the account's name, at most " + NAME_MAX + " characters on one line"));
        }
        if (draft.type() == null) {
            faults.add(new Fault("type", "write one of " + List.of(AccountType.values())));
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private static Map<String, Object> described(ChartAccount.Draft draft) {
        var values = new LinkedHashMap<String, Object>();
        values.put("name", draft.name());
        values.put("type", draft.type());
        values.put("active", draft.active());
        return values;
    }

    private static Filter of(String entity) {
        return new Filter().andIf(entity, "e.code = ?");
    }

    private List<ChartAccount> select(Filter filter, int offset, int limit) {
        var sql = "select e.code as entity, a.* from chart_account a join legal_entity e on e.id = a.legal_entity_id"
                + " where " + filter.sql() + " order by e.code, a.code limit ? offset ?";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> new ChartAccount(
                        row.getString("entity"),
                        row.getString("code"),
                        new ChartAccount.Draft(
                                row.getString("name"),
                                AccountType.valueOf(row.getString("type")),
                                row.getBoolean("active")),
                        row.getInt("version")))
                .list());
    }
}
