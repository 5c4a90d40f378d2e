package org.almoner.bank;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.almoner.bank.BankFile.Part;
import org.almoner.database.Rejection;
import org.almoner.money.Money;
import org.jdbi.v3.core.Handle;

/**
 * Puts the statements of one file into the database as they are read, some thousand lines at once, within the transaction
 * it was given. A line that another statement brought before is found again by what the bank says of it; lines that cannot
 * be told apart are counted within their day.
 */
final class StatementIntake implements StatementSink {

    private static final int AT_ONCE = 2_000;
    private static final int DAYS_AHEAD = 31;

    private final Handle handle;
    private final long file;
    private final BankAccount sentFor;
    private final LocalDate today;
    private final List<Part> parts = new ArrayList<>();
    private final List<Line> waiting = new ArrayList<>(AT_ONCE);
    private BankAccount account;
    private long position;

    /** @param sentFor the account of a CSV, else null */
    StatementIntake(Handle handle, long file, BankAccount sentFor, LocalDate today) {
        this.handle = handle;
        this.file = file;
        this.sentFor = sentFor;
        this.today = today;
        handle.execute(STAGE);
    }

    @Override
    public String begin(String number, String currency, long place) {
        account = number == null
                ? sentFor
                : BankAccounts.named(handle, number, currency)
                        .orElseThrow(
                                () -> Rejection.invalid(
                                        "file",
                                        "Line " + place + ", column 1: the statement is about the account "
                                                + FileText.shortened(number)
                                                + (currency == null ? "" : " in " + currency)
                                                + ", which is not kept here; add it to the bank accounts, then send the file again"));
        handle.execute("truncate bank_staged");
        position = 0;
        return account.currency();
    }

    @Override
    public void line(Line line) {
        if (line.bookedOn().isAfter(today.plusDays(DAYS_AHEAD))) {
            throw Rejection.invalid(
                    "file",
                    "Line " + line.place() + ", column 1: " + line.bookedOn()
                            + " lies in the future; mind the order of day, month and year");
        }
        waiting.add(line);
        if (waiting.size() == AT_ONCE) {
            flush();
        }
    }

    @Override
    public void end(String identity, LocalDate since, LocalDate until, Long opening, Long closing, long place) {
        flush();
        var span = handle.createQuery(
                        "select least(:since, min(booked_on)) as since, greatest(:until, max(booked_on)) as until from bank_staged")
                .bind("since", since)
                .bind("until", until)
                .map((row, context) -> new LocalDate[] {
                    row.getObject("since", LocalDate.class), row.getObject("until", LocalDate.class)
                })
                .one();
        if (span[0] == null) {
            throw Rejection.invalid(
                    "file", "Line " + place + ", column 1: the statement does not say which days it is about");
        }
        String named = identity == null ? "file " + file : identity;
        var statement = handle.createQuery(ADD_STATEMENT)
                .bind("account", account.id())
                .bind("file", file)
                .bind("identity", named)
                .bind("since", span[0])
                .bind("until", span[1])
                .bind("opening", opening)
                .bind("closing", closing)
                .bind("lines", position)
                .mapTo(Long.class)
                .findOne();
        long added = 0;
        if (statement.isPresent()) {
            added = handle.createQuery(ADD_LINES)
                    .bind("account", account.id())
                    .bind("statement", statement.get())
                    .bind("since", span[0])
                    .bind("until", span[1])
                    .bind("opening", opening)
                    .mapTo(Long.class)
                    .one();
        } else {
            requireSame(named, span, opening, closing, place);
        }
        Function<Long, Money> money = minor -> minor == null ? null : new Money(minor, account.currency());
        parts.add(new Part(
                statement.orElse(null),
                account.id(),
                account.name(),
                named,
                span[0],
                span[1],
                money.apply(opening),
                money.apply(closing),
                position,
                added,
                null,
                null));
        handle.execute("truncate bank_staged");
    }

    /** What was found, with the gaps between statements as they are once all of them are in. */
    List<Part> parts() {
        return parts.stream()
                .map(part -> part.statement() == null
                        ? part
                        : handle.createQuery(
                                        "select gap_minor, after_day from bank_statement_gap where statement_id = ?")
                                .bind(0, part.statement())
                                .map((row, context) -> part.withGap(
                                        row.getObject("gap_minor", Long.class),
                                        row.getObject("after_day", LocalDate.class)))
                                .findOne()
                                .orElse(part))
                .toList();
    }

    private void requireSame(String identity, LocalDate[] span, Long opening, Long closing, long place) {
        boolean same = handle.createQuery(SAME)
                .bind("account", account.id())
                .bind("identity", identity)
                .bind("since", span[0])
                .bind("until", span[1])
                .bind("opening", opening)
                .bind("closing", closing)
                .bind("lines", position)
                .mapTo(Boolean.class)
                .one();
        if (!same) {
            throw Rejection.invalid(
                    "file",
                    "Line " + place + ", column 1: the statement " + FileText.shortened(identity)
                            + " was imported before with other days, balances or lines; ask the bank which of the two files is right");
        }
    }

    private void flush() {
        if (waiting.isEmpty()) {
            return;
        }
        long first = position;
        handle.createUpdate(STAGE_LINES)
                .bind("first", first)
                .bindArray("places", Long.class, column(Line::place))
                .bindArray(
                        "booked", String.class, column(line -> line.bookedOn().toString()))
                .bindArray(
                        "valued",
                        String.class,
                        column(line ->
                                line.valuedOn() == null ? null : line.valuedOn().toString()))
                .bindArray("amounts", Long.class, column(Line::amount))
                .bindArray("banks", String.class, column(Line::bankReference))
                .bindArray("senders", String.class, column(Line::senderReference))
                .bindArray("parties", String.class, column(Line::counterparty))
                .bindArray("texts", String.class, column(Line::text))
                .execute();
        position += waiting.size();
        waiting.clear();
    }

    private Object[] column(Function<Line, Object> value) {
        return waiting.stream().map(value).toArray();
    }

    private static final String STAGE =
            """
            create temporary table if not exists bank_staged (
                position bigint, place bigint, booked_on date, valued_on date, amount_minor bigint, bank_reference text,
                sender_reference text, counterparty text, text text) on commit delete rows
            """;

    private static final String STAGE_LINES =
            """
            insert into bank_staged
            select :first + l.position, l.place, l.booked::date, l.valued::date, l.amount, l.bank, l.sender, l.party, l.text
            from unnest(:places, :booked, :valued, :amounts, :banks, :senders, :parties, :texts)
                 with ordinality l (place, booked, valued, amount, bank, sender, party, text, position)
            """;

    private static final String ADD_STATEMENT =
            """
            insert into bank_statement (bank_account_id, file_id, identity, since, until, opening_minor, closing_minor, lines)
            values (:account, :file, :identity, :since, :until, :opening, :closing, :lines)
            on conflict (bank_account_id, identity) do nothing returning id
            """;

    private static final String SAME =
            """
            select since = :since and until = :until and lines = :lines
                   and opening_minor is not distinct from :opening::bigint and closing_minor is not distinct from :closing::bigint
            from bank_statement where bank_account_id = :account and identity = :identity
            """;

    /**
     * Without the bank's reference, lines that look the same are counted within the day. Two statements that both have
     * lines of a day share them if one of them begins, that day, with a balance that the other one had before a line of
     * its own; else each has its own part of the day, and the counting goes on.
     */
    private static final String ADD_LINES =
            """
            with ordered as (
                select s.*, row_number() over (order by s.booked_on, s.position * d.direction) as place_in_time,
                       bank_line_base(booked_on, amount_minor, bank_reference, sender_reference, counterparty, text) as base
                from bank_staged s
                cross join (select case when (array_agg(booked_on order by position))[1]
                                             > (array_agg(booked_on order by position desc))[1] then -1 else 1 end as direction
                            from bank_staged) d),
            based as (
                select o.*, :opening::bigint + sum(amount_minor) over (order by place_in_time) - amount_minor as before_minor
                from ordered o),
            own as (
                select booked_on as day, (array_agg(before_minor order by place_in_time))[1] as start, array_agg(before_minor) as befores
                from based where booked_on in (:since, :until) and before_minor is not null group by booked_on),
            others as (
                select m.statement_id, w.day, (array_agg(m.before_minor order by m.position))[1] as start,
                       array_agg(m.before_minor) as befores
                from own w
                join bank_statement p on p.bank_account_id = :account and p.id <> :statement and p.opening_minor is not null
                    and p.since <= w.day and p.until >= w.day
                join bank_statement_line m on m.statement_id = p.id
                join bank_line l on l.id = m.line_id and l.booked_on = w.day
                group by m.statement_id, w.day),
            taken as (
                select bank_line_base(l.booked_on, l.amount_minor, l.bank_reference, l.sender_reference, l.counterparty, l.text) as base,
                       count(distinct l.id) as count
                from others o
                join own w on w.day = o.day and not w.start = any (o.befores) and not o.start = any (w.befores)
                join bank_statement_line m on m.statement_id = o.statement_id
                join bank_line l on l.id = m.line_id and l.booked_on = o.day and l.bank_reference = ''
                group by base),
            identified as (
                select b.*, sha256(convert_to(b.base || '|' || (row_number() over (partition by b.base order by b.place_in_time)
                            + coalesce(t.count, 0)), 'UTF8')) as identity
                from based b left join taken t on t.base = b.base),
            added as (
                insert into bank_line (bank_account_id, statement_id, place, booked_on, valued_on, amount_minor, currency,
                                       bank_reference, sender_reference, counterparty, text, identity)
                select :account, :statement, i.place, i.booked_on, i.valued_on, i.amount_minor, a.currency,
                       i.bank_reference, i.sender_reference, i.counterparty, i.text, i.identity
                from identified i cross join (select currency from bank_account where id = :account) a
                order by i.place_in_time
                on conflict (bank_account_id, identity) do nothing
                returning id, identity),
            carried as (
                insert into bank_statement_line
                select :statement, coalesce(a.id, k.id), i.place_in_time, i.before_minor from identified i
                left join added a on a.identity = i.identity
                left join bank_line k on k.bank_account_id = :account and k.identity = i.identity)
            select count(*) from added
            """;
}
