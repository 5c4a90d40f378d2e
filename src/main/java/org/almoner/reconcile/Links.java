package org.almoner.reconcile;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.mapper.reflect.ConstructorMapper;

/**
 * Says which gifts a balance transaction settles where no id does: one gift, several (split), or one that others settle
 * too (merged). The books are at once what they would be had the id been there; the matching keeps to it from then on. Until
 * its month is closed a link can be taken apart, by entries the other way round.
 */
@ApplicationScoped
public class Links {

    private static final int MOST_PARTS = 50;
    private static final int REASON_MAX = 500;

    /** How much of the transaction settles a gift, signed, in the transaction's currency; null for all of it. */
    public record Part(String gift, Long amountMinor) {}

    /**
     * What a person said.
     *
     * @param key how it was known
     * @param undoneBy who took it apart; null while it stands
     */
    public record Link(
            String gift,
            Money amount,
            LinkSuggestion.Key key,
            String madeBy,
            Instant madeAt,
            String undoneBy,
            Instant undoneAt,
            String undoneReason) {}

    /** The balance transaction of an exception. */
    record Subject(
            String id,
            String kind,
            boolean open,
            String match,
            long amountMinor,
            String currency,
            boolean rated,
            String source,
            LocalDate period,
            LocalDate closedThrough) {

        Money money(long minor) {
            return new Money(minor, currency);
        }
    }

    private Transactions transactions;
    private AuditTrail trail;
    private Calendar calendar;

    protected Links() {}

    @Inject
    public Links(Transactions transactions, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.trail = trail;
        this.calendar = calendar;
    }

    /** The gifts that the balance transaction of an exception may settle; none where that is not the question. */
    public List<LinkSuggestion> suggestions(long exception) {
        return transactions.inNew(handle -> subject(handle, exception)
                .filter(subject -> subject.open && subject.kind.equals(ExceptionKind.MISSING_GIFT.name()))
                .map(subject -> LinkSuggestions.of(handle, subject.id))
                .orElse(List.of()));
    }

    /** What was ever said of the balance transaction of an exception, the newest first. */
    public List<Link> of(long exception) {
        return transactions.inNew(handle -> handle.createQuery(OF)
                .bind("id", exception)
                .map((row, context) -> {
                    Timestamp undone = row.getTimestamp("undone_at");
                    return new Link(
                            row.getString("gift"),
                            new Money(row.getLong("amount_minor"), row.getString("currency")),
                            LinkSuggestion.Key.valueOf(row.getString("matched_by")),
                            row.getString("made_by"),
                            row.getTimestamp("made_at").toInstant(),
                            row.getString("undone_by"),
                            undone == null ? null : undone.toInstant(),
                            row.getString("undone_reason"));
                })
                .list());
    }

    /**
     * Links the balance transaction of an exception to gifts. Saying the same again changes nothing.
     *
     * @throws Rejection if there is no such exception or gift, it is not open and about a missing gift, the parts are not
     *     exactly all of it, a gift has less left, or ids of Stripe's speak against it
     */
    public void accept(long exception, List<Part> parts, String actor) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            WriteOffSubjects.hold(handle, exception);
            Subject subject = subject(handle, exception).orElseThrow(Links::notAbout);
            Map<String, Long> wanted = shaped(subject, parts);
            if (wanted.equals(standing(handle, subject.id))) {
                return null;
            }
            if (!subject.kind.equals(ExceptionKind.MISSING_GIFT.name()) || !"SUSPENSE".equals(subject.match)) {
                throw notAbout();
            }
            if (!subject.open) {
                throw Rejection.duplicate("status", "it is over; only an open exception can be linked");
            }
            Map<String, LinkSuggestion> gifts = LinkSuggestions.of(handle, subject.id, wanted.keySet()).stream()
                    .collect(Collectors.toMap(LinkSuggestion::gift, one -> one));
            wanted.forEach((gift, minor) -> refuse(subject, gift, gifts.get(gift), minor, wanted.size()));
            wanted.forEach((gift, minor) -> handle.execute(
                    "insert into settlement_link (balance_transaction, gift, amount_minor, part, matched_by, made_by, made_at)"
                            + " values (?, ?, ?, ?, ?, ?, ?)",
                    subject.id,
                    gift,
                    minor,
                    wanted.size() > 1,
                    gifts.get(gift).key().name(),
                    actor,
                    calendar.now()));
            settle(handle, subject.id, wanted.keySet(), actor);
            trail.record(
                    actor,
                    "exception.linked",
                    "exception",
                    Long.toString(exception),
                    Map.of(
                            "gift", String.join(", ", wanted.keySet()),
                            "transaction", subject.id,
                            "matchedBy",
                                    wanted.keySet().stream()
                                            .map(gift -> gifts.get(gift).key().name())
                                            .distinct()
                                            .collect(Collectors.joining(", "))));
            return null;
        });
    }

    /**
     * Takes apart what was said of the balance transaction of an exception.
     *
     * @throws Rejection if nothing stands, its month is closed, something was settled through it, or there is no reason
     */
    public void undo(long exception, String reason, String actor) {
        String why = reason == null ? "" : reason.strip();
        if (why.isEmpty() || why.length() > REASON_MAX) {
            throw Rejection.invalid("reason", "write why it is taken apart, in at most " + REASON_MAX + " characters");
        }
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            WriteOffSubjects.hold(handle, exception);
            Subject subject = subject(handle, exception).orElseThrow(Links::notAbout);
            Set<String> gifts = standing(handle, subject.id).keySet();
            if (gifts.isEmpty()) {
                throw Rejection.duplicate("status", "nothing is linked");
            }
            if (subject.closedThrough != null && !subject.period.isAfter(subject.closedThrough)) {
                throw Rejection.duplicate(
                        "period",
                        YearMonth.from(subject.period) + " is closed; an administrator has to reopen it first");
            }
            handle.createQuery(THROUGH)
                    .bind("transaction", subject.id)
                    .bind("source", subject.source)
                    .mapTo(String.class)
                    .findFirst()
                    .ifPresent(other -> {
                        throw Rejection.duplicate(
                                "status",
                                other + " found its gift through this link, so that it cannot be taken apart");
                    });
            LinkEntries.undo(handle, subject.id);
            handle.execute(
                    "update settlement_link set state = 'UNDONE', undone_by = ?, undone_at = ?, undone_reason = ?"
                            + " where balance_transaction = ? and state = 'MADE'",
                    actor,
                    calendar.now(),
                    why,
                    subject.id);
            handle.execute(
                    "update balance_transaction set match = 'NEW', finding = null, gift_id = null, charge = null where id = ?",
                    subject.id);
            handle.createUpdate(
                            "update gift set payout_id = null where reference = any (:gifts) and payout_id is not null")
                    .bindArray("gifts", String.class, gifts.toArray())
                    .execute();
            settle(handle, subject.id, gifts, actor);
            trail.record(
                    actor,
                    "exception.unlinked",
                    "exception",
                    Long.toString(exception),
                    Map.of("reason", why, "transaction", subject.id));
            return null;
        });
    }

    private void settle(Handle handle, String transaction, Set<String> gifts, String actor) {
        LinkEntries.adopt(handle);
        var touched = new HashSet<>(handle.createQuery(
                        "select balance_transaction from settlement_link where gift = any (:gifts) and state = 'MADE'")
                .bindArray("gifts", String.class, gifts.toArray())
                .mapTo(String.class)
                .list());
        touched.add(transaction);
        Matching.again(handle, touched);
        PayoutProof.tell(handle);
        LocalDate day = handle.createQuery(
                        "select coalesce((select max(business_date) from job_run"
                                + " where job = 'nightly-close' and status = 'COMPLETED'), max(seen_on)) from settlement_exception")
                .mapTo(LocalDate.class)
                .one();
        Exceptions.refresh(handle, day, calendar.endOf(day), calendar.zone());
        Periods.judge(handle, actor, calendar.now());
    }

    private static Map<String, Long> shaped(Subject subject, List<Part> parts) {
        if (parts.isEmpty() || parts.size() > MOST_PARTS) {
            throw Rejection.invalid("gift", "name one gift, or up to " + MOST_PARTS + " with their amounts");
        }
        var shaped = new TreeMap<String, Long>();
        for (Part part : parts) {
            String gift = part.gift() == null ? "" : part.gift().strip();
            if (gift.isEmpty()) {
                throw Rejection.invalid("gift", "write the reference of a gift");
            }
            if (part.amountMinor() == null && parts.size() > 1) {
                throw Rejection.invalid("amount", "write how much of it settles " + gift);
            }
            long minor = part.amountMinor() == null ? subject.amountMinor : part.amountMinor();
            if (minor == 0 || Long.signum(minor) != Long.signum(subject.amountMinor)) {
                throw Rejection.invalid(
                        "amount", "write an amount of the same direction as " + subject.money(subject.amountMinor));
            }
            if (shaped.put(gift, minor) != null) {
                throw Rejection.invalid("gift", "name " + gift + " once");
            }
        }
        long sum = shaped.values().stream().reduce(0L, Math::addExact);
        if (sum != subject.amountMinor) {
            throw Rejection.invalid(
                    "amount",
                    "the parts come to " + subject.money(sum) + "; they must be exactly "
                            + subject.money(subject.amountMinor));
        }
        return shaped;
    }

    private static void refuse(Subject subject, String reference, LinkSuggestion gift, long minor, int parts) {
        if (gift == null) {
            throw Rejection.unknown("gift " + reference);
        }
        if (gift.veto() != null) {
            throw Rejection.duplicate(
                    "gift",
                    reference
                            + switch (gift.veto()) {
                                case ACCOUNT -> " came through another Stripe account or mode";
                                case OTHER_PAYMENT -> " is another payment at Stripe than the one of this charge";
                                case OTHER_CHARGE -> " has another charge at Stripe";
                                case NOT_RECEIVED -> " was never received, by the books";
                                case SETTLED -> " is settled already";
                            });
        }
        boolean same = gift.amount().currency().equals(subject.currency);
        if (!same && (parts > 1 || !subject.rated || !gift.left().equals(gift.amount()))) {
            throw Rejection.duplicate(
                    "gift",
                    reference + " is in " + gift.amount().currency()
                            + "; only all of a transaction with Stripe's exchange rate can settle it");
        }
        if (same && minor > gift.left().minor()) {
            throw Rejection.duplicate("amount", "only " + gift.left() + " of " + reference + " is not settled yet");
        }
    }

    private static Map<String, Long> standing(Handle handle, String transaction) {
        return handle.createQuery(
                        "select gift, amount_minor from settlement_link where balance_transaction = ? and state = 'MADE'")
                .bind(0, transaction)
                .map((row, context) -> Map.entry(row.getString("gift"), row.getLong("amount_minor")))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, Long::sum, TreeMap::new));
    }

    private static Optional<Subject> subject(Handle handle, long exception) {
        return handle.createQuery(SUBJECT)
                .bind("id", exception)
                .map(ConstructorMapper.of(Subject.class))
                .findOne();
    }

    private static Rejection notAbout() {
        return Rejection.duplicate("kind", "only a balance transaction whose gift is missing can be linked to gifts");
    }

    private static final String SUBJECT =
            """
            select t.id, x.kind, x.resolved_on is null as open, t.match, t.amount_minor, t.currency,
                   t.exchange_rate is not null as rated, t.source, t.period, e.closed_through
            from settlement_exception x
            join balance_transaction t on t.id = x.reference
            join legal_entity e on e.id = x.legal_entity_id
            where x.id = :id
            """;

    private static final String OF =
            """
            select l.*, t.currency from settlement_exception x
            join settlement_link l on l.balance_transaction = x.reference
            join balance_transaction t on t.id = l.balance_transaction
            where x.id = :id order by l.id desc limit 200
            """;

    /** What else is settled since the charge of this transaction has a gift. */
    private static final String THROUGH =
            """
            select r.id from refund r join settlement_link l on l.gift = r.gift_reference
            where r.charge = :source and l.balance_transaction = :transaction and l.state = 'MADE'
            union all
            select d.id from dispute d join settlement_link l on l.gift = d.gift_reference
            where d.charge = :source and l.balance_transaction = :transaction and l.state = 'MADE'
            order by 1 limit 1
            """;
}
