package org.almoner.bank;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToLongFunction;
import org.almoner.audit.AuditTrail;
import org.almoner.bank.MatchWish.Part;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.gift.Ledger;
import org.almoner.money.Money;
import org.almoner.reconcile.WriteOffLimits;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * What people decide about bank lines and deposits. A match is made at once, or waits for a second person where it writes
 * off much; it is undone by entries the other way round and never deleted.
 */
@ApplicationScoped
public class BankDesk {

    private static final int MOST_PARTS = 200;
    private static final int LONGEST = 500;
    private static final int LONGEST_COMMENT = 2_000;
    private static final List<String> ACCOUNTS = List.of("PROCESSING_FEES", "ADJUSTMENTS", "NOT_OURS");

    /** What became of a wish: the match, and whether it waits for a second person. */
    public record Matched(long id, boolean waits) {}

    private record Left(long id, long entity, String currency, long minor) {}

    private Transactions transactions;
    private Calendar calendar;
    private AuditTrail trail;
    private WriteOffLimits limits;

    protected BankDesk() {}

    @Inject
    public BankDesk(Transactions transactions, Calendar calendar, AuditTrail trail, WriteOffLimits limits) {
        this.transactions = transactions;
        this.calendar = calendar;
        this.trail = trail;
        this.limits = limits;
    }

    /** Matches all that can be matched without a person, now and not only tonight. */
    public int matchAll(String actor) {
        return transactions.inNew(handle -> {
            int made = BankMatching.run(handle, calendar.today(), calendar.zone(), calendar.now());
            trail.record(actor, "bank.matched", "bank", "all", Map.of("matches", String.valueOf(made)));
            return made;
        });
    }

    /**
     * Says that lines and deposits are the same money.
     *
     * @throws Rejection if they are not of one currency and entity, more is taken than is left, or a difference has no
     *     account and reason
     */
    public Matched match(MatchWish wish, String actor) {
        refuseShape(wish);
        return transactions.inNew(handle -> {
            Ledger.lock(handle);
            Deposits.refresh(handle, calendar.zone());
            Map<Long, Left> lines = left(handle, LINES, wish.lines(), "line");
            Map<Long, Left> deposits = left(handle, DEPOSITS, wish.deposits(), "deposit");
            Left first =
                    (lines.isEmpty() ? deposits : lines).values().iterator().next();
            refuseMixture(first, lines, "lines");
            refuseMixture(first, deposits, "deposits");
            long difference = sum(wish.lines(), lines, "lines") - sum(wish.deposits(), deposits, "deposits");
            var apart = new Money(difference, first.currency);
            boolean second = refuseDifference(wish, apart);
            long id = handle.createQuery(ADD)
                    .bind("state", second ? "WAITING" : "MADE")
                    .bind(
                            "key",
                            "NOT_OURS".equals(wish.differenceAccount())
                                    ? "NOT_OURS"
                                    : wish.suggested() ? "SUGGESTION" : "PERSON")
                    .bind("currency", first.currency)
                    .bind("difference", difference)
                    .bind("account", difference == 0 ? null : wish.differenceAccount())
                    .bind("reason", wish.reason())
                    .bind("second", second)
                    .bind("actor", actor)
                    .bind("now", calendar.now())
                    .mapTo(Long.class)
                    .one();
            wish.lines()
                    .forEach(part -> handle.execute(
                            "insert into bank_match_line values (?, ?, ?)", id, part.id(), amount(part, lines)));
            wish.deposits()
                    .forEach(part -> handle.execute(
                            "insert into bank_match_deposit values (?, ?, ?)", id, part.id(), amount(part, deposits)));
            handle.createUpdate(
                            "delete from bank_suggestion where lines && :lines::bigint[] or deposits && :deposits::bigint[]")
                    .bindArray("lines", Long.class, lines.keySet().toArray())
                    .bindArray("deposits", Long.class, deposits.keySet().toArray())
                    .execute();
            settle(handle);
            trail.record(
                    actor,
                    second ? "bank_match.asked" : "bank_match.made",
                    "bank_match",
                    String.valueOf(id),
                    detail(wish, apart));
            return new Matched(id, second);
        });
    }

    /**
     * Takes a suggestion as it is.
     *
     * @throws Rejection if it is gone, because its lines or deposits were matched since
     */
    public Matched accept(long suggestion, String actor) {
        var wish = transactions.inNew(handle -> handle.createQuery(
                        "select lines, deposits from bank_suggestion where id = ?")
                .bind(0, suggestion)
                .map((row, context) -> new MatchWish(
                        MatchWish.all(List.of((Long[]) row.getArray("lines").getArray())),
                        MatchWish.all(List.of((Long[]) row.getArray("deposits").getArray())),
                        null,
                        "",
                        true))
                .findOne()
                .orElseThrow(() -> Rejection.unknown("such suggestion any more; look at the list again")));
        return match(wish, actor);
    }

    /**
     * A second person agrees to a match that waits.
     *
     * @throws Rejection if it does not wait, or the actor asked for it
     */
    public void approve(long id, String actor) {
        decide(id, "MADE", actor, "bank_match.approved");
    }

    /**
     * A second person does not agree, or who asked takes it back.
     *
     * @throws Rejection if it does not wait
     */
    public void decline(long id, String actor) {
        decide(id, "DECLINED", actor, "bank_match.declined");
    }

    /**
     * Takes a match apart; what it was is matched by itself no more.
     *
     * @throws Rejection if it is not made, or there is no reason
     */
    public void undo(long id, String reason, String actor) {
        String why = reason == null ? "" : reason.strip();
        if (why.isEmpty() || why.length() > LONGEST) {
            throw Rejection.invalid("reason", "write why it is taken apart, in at most " + LONGEST + " characters");
        }
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            int undone = handle.execute(
                    "update bank_match set state = 'UNDONE', undone_by = ?, undone_at = ?, undone_reason = ? where id = ? and state = 'MADE'",
                    actor,
                    calendar.now(),
                    why,
                    id);
            if (undone == 0) {
                throw notSo(handle, id, "only a match that is made can be taken apart");
            }
            MatchEntries.undo(handle, id);
            settle(handle);
            trail.record(actor, "bank_match.undone", "bank_match", String.valueOf(id), Map.of("reason", why));
            return null;
        });
    }

    /** Gives a line to somebody to look after; null or blank takes it from them. */
    public void assign(long line, String email, String actor) {
        String to = email == null ? "" : email.strip();
        transactions.inNew(handle -> {
            requireLine(handle, line);
            if (to.isEmpty()) {
                handle.execute("delete from bank_line_owner where line_id = ?", line);
            } else {
                String known = handle.createQuery("select email from staff where lower(email) = lower(?) and active")
                        .bind(0, to)
                        .mapTo(String.class)
                        .findOne()
                        .orElseThrow(() -> Rejection.invalid(
                                "assignedTo", "write the e-mail address of somebody who may sign in here"));
                handle.execute(
                        "insert into bank_line_owner values (?, ?) on conflict (line_id) do update set assigned_to = excluded.assigned_to",
                        line,
                        known);
            }
            trail.record(actor, "bank_line.assigned", "bank_line", String.valueOf(line), Map.of("to", to));
            return null;
        });
    }

    /** Says something about a line, for whoever looks at it next. */
    public void comment(long line, String text, String actor) {
        String said = text == null ? "" : text.strip();
        if (said.isEmpty() || said.length() > LONGEST_COMMENT) {
            throw Rejection.invalid("text", "write a comment of at most " + LONGEST_COMMENT + " characters");
        }
        transactions.inNew(handle -> {
            requireLine(handle, line);
            handle.execute(
                    "insert into bank_line_comment (line_id, at, author, text) values (?, ?, ?, ?)",
                    line,
                    calendar.now(),
                    actor,
                    said);
            trail.record(actor, "bank_line.commented", "bank_line", String.valueOf(line), Map.of());
            return null;
        });
    }

    private void decide(long id, String state, String actor, String action) {
        transactions.inNew(handle -> {
            Ledger.lock(handle);
            String asked = handle.createQuery(
                            "select made_by from bank_match where id = ? and state = 'WAITING' for update")
                    .bind(0, id)
                    .mapTo(String.class)
                    .findOne()
                    .orElseThrow(() -> notSo(handle, id, "only a match that waits can be decided"));
            if (state.equals("MADE") && asked.equalsIgnoreCase(actor)) {
                throw Rejection.duplicate("madeBy", "you asked for it yourself; somebody else of finance has to agree");
            }
            handle.execute(
                    "update bank_match set state = ?, decided_by = ?, decided_at = ? where id = ?",
                    state,
                    actor,
                    calendar.now(),
                    id);
            settle(handle);
            trail.record(actor, action, "bank_match", String.valueOf(id), Map.of());
            return null;
        });
    }

    private void settle(Handle handle) {
        MatchEntries.post(handle, calendar.zone());
        Deposits.refresh(handle, calendar.zone());
        BankExceptions.refresh(handle, calendar.today(), calendar.zone(), calendar.now());
    }

    private static void refuseShape(MatchWish wish) {
        if (wish.lines().isEmpty() && wish.deposits().isEmpty()) {
            throw Rejection.invalid("lines", "choose at least one bank line or deposit");
        }
        if (wish.lines().size() + wish.deposits().size() > MOST_PARTS) {
            throw Rejection.invalid("lines", "match at most " + MOST_PARTS + " lines and deposits at once");
        }
        if (wish.reason().length() > LONGEST) {
            throw Rejection.invalid("reason", "write at most " + LONGEST + " characters");
        }
        if (wish.differenceAccount() != null && !ACCOUNTS.contains(wish.differenceAccount())) {
            throw Rejection.invalid("differenceAccount", "write one of " + String.join(", ", ACCOUNTS));
        }
        if ("NOT_OURS".equals(wish.differenceAccount()) && !wish.deposits().isEmpty()) {
            throw Rejection.invalid(
                    "differenceAccount", "what has a deposit is ours; choose PROCESSING_FEES or ADJUSTMENTS");
        }
    }

    private static void refuseMixture(Left first, Map<Long, Left> all, String field) {
        if (all.values().stream()
                .anyMatch(each -> !each.currency.equals(first.currency) || each.entity != first.entity)) {
            throw Rejection.invalid(field, "all of them must be of one currency and of one legal entity");
        }
    }

    /** Whether somebody else has to agree. */
    private boolean refuseDifference(MatchWish wish, Money difference) {
        if (difference.minor() == 0) {
            return false;
        }
        if (wish.differenceAccount() == null) {
            throw Rejection.invalid(
                    "differenceAccount",
                    "lines and deposits differ by " + difference
                            + "; choose others, take a part of one, or say where the difference goes");
        }
        if (wish.reason().isEmpty()) {
            throw Rejection.invalid("reason", "write why there is a difference of " + difference);
        }
        boolean posted = !wish.differenceAccount().equals("NOT_OURS");
        return (posted || difference.minor() > 0) && limits.needed(difference);
    }

    private static Map<Long, Left> left(Handle handle, String sql, List<Part> parts, String what) {
        var found = new TreeMap<Long, Left>();
        if (parts.isEmpty()) {
            return found;
        }
        handle.createQuery(sql)
                .bindArray("ids", Long.class, parts.stream().map(Part::id).toArray())
                .map((row, context) -> new Left(
                        row.getLong("id"), row.getLong("entity"), row.getString("currency"), row.getLong("left_minor")))
                .forEach(each -> found.put(each.id, each));
        for (Part part : parts) {
            if (!found.containsKey(part.id())) {
                throw Rejection.unknown(what + " " + part.id());
            }
        }
        if (found.size() != parts.size()) {
            throw Rejection.invalid(what + "s", "name each of them once");
        }
        return found;
    }

    private static long sum(List<Part> parts, Map<Long, Left> left, String field) {
        ToLongFunction<Part> checked = part -> {
            long all = left.get(part.id()).minor;
            long amount = amount(part, left);
            if (all == 0
                    || amount == 0
                    || Long.signum(amount) != Long.signum(all)
                    || Math.abs(amount) > Math.abs(all)) {
                throw Rejection.invalid(
                        field,
                        "only " + new Money(all, left.get(part.id()).currency) + " is left of " + part.id()
                                + "; take that or less");
            }
            return amount;
        };
        return parts.stream().mapToLong(checked).reduce(0, Math::addExact);
    }

    private static long amount(Part part, Map<Long, Left> left) {
        return part.amountMinor() == null ? left.get(part.id()).minor : part.amountMinor();
    }

    private static Map<String, String> detail(MatchWish wish, Money difference) {
        return Map.of(
                "lines", wish.lines().stream().map(Part::id).toList().toString(),
                "deposits", wish.deposits().stream().map(Part::id).toList().toString(),
                "difference", difference.toString(),
                "account", String.valueOf(wish.differenceAccount()),
                "reason", wish.reason());
    }

    private static Rejection notSo(Handle handle, long id, String why) {
        return handle.createQuery("select state from bank_match where id = ?")
                .bind(0, id)
                .mapTo(String.class)
                .findOne()
                .map(state -> Rejection.duplicate("status", why + "; this one is " + state))
                .orElseGet(() -> Rejection.unknown("bank match " + id));
    }

    private static void requireLine(Handle handle, long line) {
        handle.createQuery("select id from bank_line where id = ?")
                .bind(0, line)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.unknown("bank line " + line));
    }

    private static final String LINES =
            """
            select l.id, a.legal_entity_id as entity, l.currency, s.left_minor from bank_line l
            join bank_account a on a.id = l.bank_account_id join bank_line_standing s on s.line_id = l.id where l.id = any (:ids)
            """;

    private static final String DEPOSITS =
            """
            select d.id, d.legal_entity_id as entity, d.currency, s.left_minor from deposit d
            join deposit_standing s on s.deposit_id = d.id where d.id = any (:ids)
            """;

    private static final String ADD =
            """
            insert into bank_match (state, key, currency, difference_minor, difference_account, reason, second_person, made_by, made_at)
            values (:state, :key, :currency, :difference, :account, :reason, :second, :actor, :now) returning id
            """;
}
