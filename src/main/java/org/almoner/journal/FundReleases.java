package org.almoner.journal;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Map;
import java.util.Objects;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.journal.FundRelease.Ground;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * Releases net assets from donors' restrictions. A release is born with a reference to the document that shows why, moves
 * an amount from one class to the other by an entry of the ledger, and lives for ever; one that was wrong is undone once, by
 * the reverse entry.
 */
@ApplicationScoped
public class FundReleases {

    /** How large a document may be. */
    public static final int MOST_BYTES = 5_000_000;

    private static final int TEXT_MAX = 500;

    private record Bound(long id, String restriction, LocalDate until) {}

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected FundReleases() {}

    @Inject
    public FundReleases(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * Says until when the money of a fund is bound by time.
     *
     * @param until the last day, or null while it is not known
     * @throws Rejection if there is no such fund, or it is not bound by time
     */
    public void bindUntil(String fund, LocalDate until, String actor) {
        transactions.inNew(handle -> {
            var known = bound(handle, fund);
            if (!known.restriction.equals("TIME")) {
                throw Rejection.invalid("restrictedUntil", "only a fund that is bound by time has a last day");
            }
            handle.execute("update fund set restricted_until = ? where id = ?", until, known.id);
            trail.record(
                    actor,
                    "fund.bound",
                    "fund",
                    fund,
                    Map.of("until", Objects.toString(known.until, "∅") + " → " + Objects.toString(until, "∅")));
            return null;
        });
    }

    /**
     * Releases an amount.
     *
     * @param document the file that shows why, or null
     * @param administrator whether the actor may correct what the restriction itself does not allow
     * @return the release's id
     * @throws Rejection if there is no such fund, nothing of it is bound, its restriction is not met, or it is more than can
     *     be released
     */
    public long release(
            String fund, FundRelease.Draft draft, FundRelease.Document document, String actor, boolean administrator) {
        return transactions.inNew(handle -> {
            // whoever else moves money waits, so that what is left is what is released
            Ledger.lock(handle);
            var known = bound(handle, fund);
            var reference = text(draft.reference(), "reference", "write what shows that the restriction was met");
            var on = draft.on() == null ? calendar.today() : draft.on();
            if (on.isAfter(calendar.today())) {
                throw Rejection.invalid("on", "write today or an earlier day");
            }
            var ground = ground(known, on, administrator);
            var amount = amount(handle, fund, draft);
            long id = handle.createQuery(
                            "insert into fund_release (fund_id, amount_minor, currency, ground, released_on,"
                                    + " reference, released_by, released_at) values (:fund, :minor, :currency, :ground, :on,"
                                    + " :reference, :actor, :now) returning id")
                    .bind("fund", known.id)
                    .bind("minor", amount.minor())
                    .bind("currency", amount.currency())
                    .bind("ground", ground.name())
                    .bind("on", on)
                    .bind("reference", reference)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .one();
            if (document != null) {
                keep(handle, id, document);
            }
            post(handle, id, "RELEASE", "RELEASED_FROM_RESTRICTION", "RELEASED_TO_UNRESTRICTED", calendar.startOf(on));
            trail.record(
                    actor,
                    "fund.released",
                    "fund",
                    fund,
                    Map.of(
                            "release", Long.toString(id),
                            "amount", amount.toString(),
                            "ground", ground.name(),
                            "reference", reference));
            return id;
        });
    }

    /**
     * Adds the file that shows why; once.
     *
     * @throws Rejection if there is no such release, it has a file, or the file is empty or too large
     */
    public void attach(long id, FundRelease.Document document, String actor) {
        transactions.inNew(handle -> {
            var fund = handle.createQuery(
                            "select f.code from fund_release r join fund f on f.id = r.fund_id where r.id = ? for update of r")
                    .bind(0, id)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("release " + id));
            keep(handle, id, document);
            trail.record(
                    actor,
                    "fund.release.documented",
                    "fund",
                    fund,
                    Map.of("release", Long.toString(id), "document", document.name()));
            return null;
        });
    }

    /**
     * Undoes a release by the reverse entry.
     *
     * @throws Rejection if there is no such release, it was undone before, or there is no reason
     */
    public void undo(long id, String reason, String actor) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            var why = text(reason, "reason", "write why it is undone");
            var fund = handle.createQuery(
                            "select f.code from fund_release r join fund f on f.id = r.fund_id where r.id = ?")
                    .bind(0, id)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> Rejection.unknown("release " + id));
            int undone = handle.execute(
                    "update fund_release set undone_by = ?, undone_at = ?, undo_reason = ? where id = ? and undone_by is null",
                    actor,
                    calendar.now(),
                    why,
                    id);
            if (undone == 0) {
                throw Rejection.duplicate("status", "this release was undone already");
            }
            post(handle, id, "RELEASE_UNDONE", "RELEASED_TO_UNRESTRICTED", "RELEASED_FROM_RESTRICTION", calendar.now());
            trail.record(
                    actor, "fund.release.undone", "fund", fund, Map.of("release", Long.toString(id), "reason", why));
            return null;
        });
    }

    private static Ground ground(Bound fund, LocalDate on, boolean administrator) {
        switch (fund.restriction) {
            case "PURPOSE" -> {
                return Ground.PURPOSE;
            }
            case "TIME" -> {
                if (fund.until != null && fund.until.isBefore(on)) {
                    return Ground.TIME;
                }
                if (!administrator) {
                    throw Rejection.invalid(
                            "on",
                            fund.until == null
                                    ? "say first until when the fund is bound"
                                    : "the fund is bound until " + fund.until
                                            + "; only an administrator can release it before, as a correction");
                }
            }
            case "PERPETUAL" -> {
                if (!administrator) {
                    throw Rejection.invalid(
                            "fund",
                            "the fund is bound for ever; only an administrator can release of it, as a correction");
                }
            }
            default ->
                throw Rejection.invalid("fund", "the fund is free of donor restrictions; nothing has to be released");
        }
        return Ground.CORRECTION;
    }

    private Money amount(Handle handle, String fund, FundRelease.Draft draft) {
        var left = FundBalances.of(handle, fund, calendar.now()).stream()
                .filter(balance -> balance.currency().equals(draft.currency()))
                .map(FundBalance::releasable)
                .findFirst()
                .orElseThrow(() -> Rejection.invalid("currency", "the fund has nothing in this currency"));
        long minor = draft.minor() == null ? left.minor() : draft.minor();
        if (minor <= 0 || minor > left.minor()) {
            throw Rejection.invalid("amount", "write an amount above zero, at most " + left);
        }
        return new Money(minor, draft.currency());
    }

    private static void post(Handle handle, long id, String kind, String debit, String credit, Instant at) {
        long entity =
                handle.createQuery(ENTITY).bind("id", id).mapTo(Long.class).one();
        Ledger.postFor(handle, entity, WANTED, update -> update.bind("id", id)
                .bind("kind", kind)
                .bind("debit", debit)
                .bind("credit", credit)
                .bind("at", at));
    }

    private static void keep(Handle handle, long id, FundRelease.Document document) {
        var name = ExportText.line(Objects.requireNonNullElse(document.name(), "document"), 200);
        if (document.bytes().length == 0 || document.bytes().length > MOST_BYTES) {
            throw Rejection.invalid("document", "send a file of 1 to " + MOST_BYTES + " bytes");
        }
        int kept = handle.execute(
                "insert into fund_release_document (release_id, name, sha256, bytes) values (?, ?, sha256(?), ?)"
                        + " on conflict do nothing",
                id,
                name.isEmpty() ? "document" : name,
                document.bytes(),
                document.bytes());
        if (kept == 0) {
            throw Rejection.duplicate("document", "this release has its document already");
        }
    }

    private static Bound bound(Handle handle, String fund) {
        return handle.createQuery("select id, restriction, restricted_until from fund where code = ? for update")
                .bind(0, fund)
                .map((row, context) -> new Bound(
                        row.getLong("id"),
                        row.getString("restriction"),
                        row.getObject("restricted_until", LocalDate.class)))
                .findOne()
                .orElseThrow(() -> Rejection.unknown("fund " + fund));
    }

    private static String text(String text, String field, String remedy) {
        var said = text == null ? "" : text.strip();
        if (said.isEmpty() || said.length() > TEXT_MAX || said.chars().anyMatch(Character::isISOControl)) {
            throw Rejection.invalid(field, remedy + ", at most " + TEXT_MAX + " characters on one line");
        }
        return said;
    }

    /** In the mode of the books: that of the fund's income. */
    private static final String WANTED =
            """
            select 'release:' || r.id || case :kind when 'RELEASE' then '' else ':undone' end as key, :kind as kind,
                   :debit as debit_role, r.fund_id as debit_fund, :credit as credit_role, r.fund_id as credit_fund,
                   r.amount_minor as amount, r.currency, null::bigint as gift_id, 'release:' || r.id as reference,
                   :at::timestamptz as occurred_at, '' as stripe_account,
                   coalesce((select bool_or(a.livemode) from ledger_account a where a.fund_id = r.fund_id), true) as livemode
            from fund_release r where r.id = :id
            """;

    private static final String ENTITY =
            """
            select a.legal_entity_id from fund_release r
            join fund f on f.id = r.fund_id
            join affiliate a on a.id = f.affiliate_id
            where r.id = :id
            """;
}
