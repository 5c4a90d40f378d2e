package org.almoner.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.bank.BankAccount.Raises;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.almoner.database.Transactions;
import org.almoner.money.Currencies;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The organisation's accounts at banks, and how each bank writes its CSV. */
@ApplicationScoped
public class BankAccounts {

    private static final int MOST = 500;
    private static final int LONGEST_NAME = 100;

    /**
     * What somebody wants an account to be.
     *
     * @param openingMinor null where the first statement's own is taken
     */
    public record Draft(
            Long legalEntity,
            String name,
            String number,
            String currency,
            Long openingMinor,
            Raises raises,
            Boolean active) {}

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;

    protected BankAccounts() {}

    @Inject
    public BankAccounts(Jdbi jdbi, Transactions transactions, AuditTrail trail) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
    }

    /** All of them, at most {@value #MOST}. */
    public List<BankAccount> all() {
        return jdbi.withHandle(
                handle -> handle.createQuery("select * from bank_account order by name, id limit " + MOST)
                        .map((row, context) -> read(row))
                        .list());
    }

    public Optional<BankAccount> find(long id) {
        return jdbi.withHandle(handle -> find(handle, id));
    }

    /**
     * Keeps a new account.
     *
     * @throws Rejection if a value does not hold, or the account is kept already
     */
    public long add(Draft draft, String actor) {
        refuse(draft, true);
        return transactions.inNew(handle -> {
            requireEntity(handle, draft.legalEntity);
            long id = handle.createQuery(
                            "insert into bank_account (legal_entity_id, name, number, currency, opening_minor, raises)"
                                    + " values (coalesce(:entity, 1), :name, :number, :currency, :opening, :raises)"
                                    + " on conflict (number, currency) do nothing returning id")
                    .bind("entity", draft.legalEntity)
                    .bind("name", draft.name.strip())
                    .bind("number", AccountNumbers.plain(draft.number))
                    .bind("currency", draft.currency)
                    .bind("opening", draft.openingMinor)
                    .bind("raises", raises(draft))
                    .mapTo(Long.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.duplicate("number", "this account is kept already"));
            trail.record(actor, "bank_account.added", "bank_account", String.valueOf(id), detail(draft));
            return id;
        });
    }

    /**
     * Changes what may change: everything but number and currency, which the statements go by.
     *
     * @param read the version the change is based on
     * @throws Rejection if a value does not hold, or somebody was faster
     */
    public void change(long id, int read, Draft draft, String actor) {
        refuse(draft, false);
        transactions.inNew(handle -> {
            var before = find(handle, id).orElseThrow(() -> Rejection.unknown("bank account " + id));
            requireEntity(handle, draft.legalEntity);
            if (draft.legalEntity != null && draft.legalEntity != before.legalEntity() && isBooked(handle, id)) {
                throw Rejection.duplicate(
                        "legalEntity", "lines of this account are in the books of its legal entity; it stays there");
            }
            int changed = handle.createUpdate(
                            "update bank_account set name = :name, opening_minor = :opening, raises = :raises,"
                                    + " legal_entity_id = coalesce(:entity, legal_entity_id), active = :active,"
                                    + " version = version + 1 where id = :id and version = :read")
                    .bind("name", draft.name.strip())
                    .bind("opening", draft.openingMinor)
                    .bind("raises", raises(draft))
                    .bind("entity", draft.legalEntity)
                    .bind("active", draft.active == null ? before.active() : draft.active)
                    .bind("id", id)
                    .bind("read", read)
                    .execute();
            if (changed == 0) {
                throw Rejection.stale(read, before.version());
            }
            trail.record(actor, "bank_account.changed", "bank_account", String.valueOf(id), detail(draft));
            return null;
        });
    }

    /** How the bank of an account writes its CSV. */
    public Optional<CsvMapping> mapping(long account) {
        return jdbi.withHandle(handle -> CsvMappings.find(handle, account));
    }

    /**
     * Says how the bank of an account writes its CSV.
     *
     * @throws Rejection if it cannot be read that way, or there is no such account
     */
    public void map(long account, CsvMapping mapping, String actor) {
        CsvMappings.refuse(mapping);
        transactions.inNew(handle -> {
            find(handle, account).orElseThrow(() -> Rejection.unknown("bank account " + account));
            CsvMappings.keep(handle, account, mapping);
            trail.record(actor, "bank_account.mapped", "bank_account", String.valueOf(account), Map.of());
            return null;
        });
    }

    static Optional<BankAccount> find(Handle handle, long id) {
        return handle.createQuery("select * from bank_account where id = ?")
                .bind(0, id)
                .map((row, context) -> read(row))
                .findOne();
    }

    /** The account that a file means. */
    static Optional<BankAccount> named(Handle handle, String number, String currency) {
        return handle
                .createQuery(
                        "select * from bank_account where cast(:currency as text) is null or currency = :currency order by id")
                .bind("currency", currency)
                .map((row, context) -> read(row))
                .stream()
                .filter(account -> AccountNumbers.same(account.number(), account.currency(), number))
                .findFirst();
    }

    private static void requireEntity(Handle handle, Long entity) {
        if (entity != null
                && handle.createQuery("select 1 from legal_entity where id = ?")
                        .bind(0, entity)
                        .mapTo(Integer.class)
                        .findOne()
                        .isEmpty()) {
            throw Rejection.invalid("legalEntity", "there is no legal entity " + entity);
        }
    }

    private static boolean isBooked(Handle handle, long id) {
        return handle.createQuery("select exists (select 1 from bank_match_line m join bank_line l on l.id = m.line_id"
                        + " where l.bank_account_id = ?)")
                .bind(0, id)
                .mapTo(Boolean.class)
                .one();
    }

    private static void refuse(Draft draft, boolean added) {
        var faults = new ArrayList<Fault>();
        if (draft.name == null || draft.name.isBlank() || draft.name.strip().length() > LONGEST_NAME) {
            faults.add(new Fault(
                    "name", "write what people call the account, in at most " + LONGEST_NAME + " characters"));
        }
        if (added) {
            String number = draft.number == null ? "" : AccountNumbers.plain(draft.number);
            if (!number.matches("[A-Z0-9/-]{4,34}")) {
                faults.add(new Fault("number", "write the IBAN, or the number as it stands on the bank's statements"));
            } else if (AccountNumbers.isIban(number) && !AccountNumbers.isSound(number)) {
                faults.add(new Fault("number", "a digit of this IBAN is wrong; compare it with the bank's"));
            }
            if (draft.currency == null || !Currencies.isCode(draft.currency)) {
                faults.add(new Fault(
                        "currency", "write the three capital letters of the account's currency, such as EUR"));
            }
        }
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
    }

    private static String raises(Draft draft) {
        return (draft.raises == null ? Raises.ALL : draft.raises).name();
    }

    private static Map<String, String> detail(Draft draft) {
        return Map.of(
                "name", draft.name.strip(),
                "opening", String.valueOf(draft.openingMinor),
                "raises", raises(draft),
                "active", String.valueOf(!Boolean.FALSE.equals(draft.active)));
    }

    private static BankAccount read(ResultSet row) throws SQLException {
        return new BankAccount(
                row.getLong("id"),
                row.getLong("legal_entity_id"),
                row.getString("name"),
                row.getString("number"),
                row.getString("currency"),
                row.getObject("opening_minor", Long.class),
                Raises.valueOf(row.getString("raises")),
                row.getBoolean("active"),
                row.getInt("version"));
    }
}
