package org.almoner.bank;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import org.almoner.gift.Ledger;
import org.jdbi.v3.core.Handle;

/**
 * Finds which bank lines are which deposits, in sets. The keys, the strongest first: the line names the deposits (payout
 * id, trace id, slip) and the amounts add up; nothing else has the amount within the days in which the bank may show it;
 * nothing else that also sounds like the sender. A line that names a payout is never taken for another one. What is not
 * certain becomes a suggestion, and what a person undid is never matched again by itself.
 *
 * <p>All of it is one transaction: killed half-way, nothing of it was done, and done again nothing changes.
 */
public final class BankMatching {

    private static final String HIMSELF = "system";

    private BankMatching() {}

    /**
     * Matches what can be, makes the suggestions anew, and says what is open.
     *
     * @param handle inside a transaction; this takes the ledger's lock
     * @param date the day from which ages count, in the organisation's zone
     * @return how many matches are new
     */
    public static int run(Handle handle, LocalDate date, ZoneId zone, Instant now) {
        boolean any = handle.createQuery("select exists (select 1 from bank_account)")
                .mapTo(Boolean.class)
                .one();
        if (!any) {
            return 0;
        }
        Ledger.lock(handle);
        Deposits.refresh(handle, zone);
        stage(handle);
        int made = book(handle, NAMED_BY_LINE, now) + book(handle, NAMING_DEPOSIT, now);
        handle.execute("truncate bank_pair");
        handle.execute(PAIRS);
        made += book(handle, ONLY_PAIR, now);
        made += book(handle, ONLY_SOUNDING_PAIR, now);
        MatchEntries.post(handle, zone);
        Deposits.refresh(handle, zone);
        handle.execute("delete from bank_suggestion");
        handle.execute(SUGGEST);
        BankExceptions.refresh(handle, date, zone, now);
        return made;
    }

    private static void stage(Handle handle) {
        handle.execute(TABLES);
        handle.execute("truncate bank_open_line, bank_open_deposit, bank_named, bank_pair, bank_booking");
        handle.execute(OPEN_LINES);
        handle.execute(OPEN_DEPOSITS);
        handle.execute("analyze bank_open_line");
        handle.execute("analyze bank_open_deposit");
        handle.execute(NAMED);
        handle.execute("analyze bank_named");
    }

    private static int book(Handle handle, String found, Instant now) {
        handle.execute("truncate bank_booking");
        handle.execute("insert into bank_booking (key, lines, deposits) " + found);
        int made = handle.createUpdate(MATCHES)
                .bind("actor", HIMSELF)
                .bind("now", now)
                .execute();
        handle.execute(LINE_PARTS);
        handle.execute(DEPOSIT_PARTS);
        handle.execute("delete from bank_open_line o using bank_booking b where o.line_id = any (b.lines)");
        handle.execute("delete from bank_open_deposit o using bank_booking b where o.deposit_id = any (b.deposits)");
        handle.execute(
                "delete from bank_pair p using bank_booking b where p.line_id = any (b.lines) or p.deposit_id = any (b.deposits)");
        return made;
    }

    private static final String TABLES =
            """
            create temporary table if not exists bank_open_line (
                line_id bigint primary key, legal_entity_id bigint, currency text, booked_on date, left_minor bigint,
                squashed text, names_payout boolean, sounds boolean) on commit delete rows;
            create temporary table if not exists bank_open_deposit (
                deposit_id bigint primary key, legal_entity_id bigint, currency text, window_from date, window_to date,
                expected_on date, left_minor bigint, payout boolean) on commit delete rows;
            create temporary table if not exists bank_named (line_id bigint, deposit_id bigint) on commit delete rows;
            create temporary table if not exists bank_pair (line_id bigint, deposit_id bigint, sounds boolean) on commit delete rows;
            create temporary table if not exists bank_booking (
                id bigint not null default nextval(pg_get_serial_sequence('bank_match', 'id')), key text, lines bigint[],
                deposits bigint[]) on commit delete rows
            """;

    private static final String OPEN_LINES =
            """
            insert into bank_open_line
            select l.id, a.legal_entity_id, l.currency, l.booked_on, s.left_minor, l.squashed,
                   l.bank_reference || ' ' || l.sender_reference || ' ' || l.text ~* '\\mpo_[a-z0-9]{6,}',
                   l.squashed like '%STRIPE%'
            from bank_line l
            join bank_line_standing s on s.line_id = l.id and s.left_minor <> 0
            join bank_account a on a.id = l.bank_account_id
            """;

    private static final String OPEN_DEPOSITS =
            """
            insert into bank_open_deposit
            select d.id, d.legal_entity_id, d.currency, d.window_from, d.window_to, d.expected_on, s.left_minor, d.payout_id is not null
            from deposit d
            join deposit_standing s on s.deposit_id = d.id and s.left_minor <> 0
            """;

    /** Which deposits each open line names; also those that are no longer open, since they forbid it all others. */
    private static final String NAMED =
            """
            insert into bank_named
            select o.line_id, d.id
            from bank_open_line o
            join deposit d on d.currency = o.currency and sign(d.amount_minor) = sign(o.left_minor)
                and d.expected_on between o.booked_on - 60 and o.booked_on + 60
            where position(d.named in o.squashed) > 0 or position(d.traced in o.squashed) > 0
            """;

    /** A pair that a person took apart stays apart. */
    private static final String TOGETHER =
            """
            not exists (select 1 from bank_match_line ul
                        join bank_match_deposit ud on ud.match_id = ul.match_id
                        join bank_match u on u.id = ul.match_id and u.state in ('UNDONE', 'DECLINED')
                        where ul.line_id = <line> and ud.deposit_id = <deposit>)
            """;

    private static final String OPEN_NAMED =
            """
            with open as (
                select n.line_id, n.deposit_id, l.left_minor as line_minor, d.left_minor as deposit_minor,
                       count(*) over (partition by n.deposit_id) as lines, count(*) over (partition by n.line_id) as deposits
                from bank_named n
                join bank_open_line l on l.line_id = n.line_id
                join bank_open_deposit d on d.deposit_id = n.deposit_id and d.legal_entity_id = l.legal_entity_id
                where <together>)
            """
                    .replace(
                            "<together>",
                            TOGETHER.replace("<line>", "n.line_id").replace("<deposit>", "n.deposit_id"));

    private static final String NAMED_BY_LINE = OPEN_NAMED
            + """
            select 'REFERENCE', array[line_id], array_agg(deposit_id order by deposit_id) from open
            group by line_id, line_minor having max(lines) = 1 and sum(deposit_minor) = line_minor
            """;

    private static final String NAMING_DEPOSIT = OPEN_NAMED
            + """
            select 'REFERENCE', array_agg(line_id order by line_id), array[deposit_id] from open
            group by deposit_id, deposit_minor having max(deposits) = 1 and count(*) > 1 and sum(line_minor) = deposit_minor
            """;

    /** The veto: a line that names a payout goes with that one or with none, and a deposit that a line names with that line. */
    private static final String PAIRS =
            """
            insert into bank_pair
            select l.line_id, d.deposit_id, l.sounds and d.payout
            from bank_open_line l
            join bank_open_deposit d on d.currency = l.currency and d.legal_entity_id = l.legal_entity_id
                and d.left_minor = l.left_minor and l.booked_on between d.window_from and d.window_to
            where (exists (select 1 from bank_named n where n.line_id = l.line_id and n.deposit_id = d.deposit_id)
                   or not l.names_payout
                      and not exists (select 1 from bank_named n where n.line_id = l.line_id)
                      and not exists (select 1 from bank_named n join bank_open_line o on o.line_id = n.line_id where n.deposit_id = d.deposit_id))
              and <together>
            """
                    .replace(
                            "<together>",
                            TOGETHER.replace("<line>", "l.line_id").replace("<deposit>", "d.deposit_id"));

    private static final String ONLY_PAIR =
            """
            select 'AMOUNT_DATE', array[line_id], array[deposit_id]
            from (select *, count(*) over (partition by line_id) as deposits, count(*) over (partition by deposit_id) as lines
                  from bank_pair) p
            where lines = 1 and deposits = 1
            """;

    private static final String ONLY_SOUNDING_PAIR =
            """
            select 'DESCRIPTOR', array[line_id], array[deposit_id]
            from (select *, count(*) over (partition by line_id) as deposits,
                         count(*) filter (where sounds) over (partition by deposit_id) as lines
                  from bank_pair) p
            where sounds and lines = 1 and deposits = 1
            """;

    private static final String MATCHES =
            """
            insert into bank_match (id, state, key, currency, made_by, made_at) overriding system value
            select b.id, 'MADE', b.key, l.currency, :actor, :now from bank_booking b join bank_open_line l on l.line_id = b.lines[1]
            """;

    private static final String LINE_PARTS =
            """
            insert into bank_match_line
            select b.id, o.line_id, o.left_minor from bank_booking b join bank_open_line o on o.line_id = any (b.lines)
            """;

    private static final String DEPOSIT_PARTS =
            """
            insert into bank_match_deposit
            select b.id, o.deposit_id, o.left_minor from bank_booking b join bank_open_deposit o on o.deposit_id = any (b.deposits)
            """;

    /**
     * What may be the same money: a line that names deposits of another amount; one of several with the same amount;
     * deposits that follow on one another and together are a line; lines that do and together are a deposit.
     */
    private static final String SUGGEST =
            """
            with free_line as (
                select l.* from bank_open_line l
                where not l.names_payout and not exists (select 1 from bank_named n where n.line_id = l.line_id)),
            near as (
                select l.line_id, d.deposit_id, l.left_minor as line_minor, d.left_minor as deposit_minor, d.expected_on, l.booked_on,
                       sum(d.left_minor) over (partition by l.line_id order by d.expected_on, d.deposit_id) as deposits_so_far,
                       row_number() over (partition by l.line_id order by d.expected_on, d.deposit_id) as deposit_place,
                       sum(l.left_minor) over (partition by d.deposit_id order by l.booked_on, l.line_id) as lines_so_far,
                       row_number() over (partition by d.deposit_id order by l.booked_on, l.line_id) as line_place
                from free_line l
                join bank_open_deposit d on d.currency = l.currency and d.legal_entity_id = l.legal_entity_id
                    and sign(d.left_minor) = sign(l.left_minor) and l.booked_on between d.window_from and d.window_to),
            found (kind, lines, deposits, rank, difference_minor) as (
                select 'NAMED', array[l.line_id], array_agg(d.deposit_id order by d.deposit_id), 1, l.left_minor - sum(d.left_minor)
                from bank_named n
                join bank_open_line l on l.line_id = n.line_id
                join bank_open_deposit d on d.deposit_id = n.deposit_id and d.legal_entity_id = l.legal_entity_id
                group by l.line_id, l.left_minor
                union all
                select 'TIE', array[p.line_id], array[p.deposit_id], 2 + abs(l.booked_on - d.expected_on), 0
                from bank_pair p join bank_open_line l on l.line_id = p.line_id join bank_open_deposit d on d.deposit_id = p.deposit_id
                where not exists (select 1 from bank_named n where n.line_id = p.line_id)
                union all
                select 'MERGED', array[first.line_id],
                       (select array_agg(b.deposit_id order by b.deposit_place) from near b
                        where b.line_id = first.line_id and b.deposit_place between first.deposit_place and last.deposit_place), 20, 0
                from near first
                join near last on last.line_id = first.line_id and last.deposit_place between first.deposit_place + 1 and first.deposit_place + 9
                    and last.deposits_so_far - first.deposits_so_far + first.deposit_minor = first.line_minor
                union all
                select 'SPLIT', (select array_agg(b.line_id order by b.line_place) from near b
                                 where b.deposit_id = first.deposit_id and b.line_place between first.line_place and last.line_place),
                       array[first.deposit_id], 20, 0
                from near first
                join near last on last.deposit_id = first.deposit_id and last.line_place between first.line_place + 1 and first.line_place + 9
                    and last.lines_so_far - first.lines_so_far + first.line_minor = first.deposit_minor)
            insert into bank_suggestion (kind, lines, deposits, rank, difference_minor)
            select kind, lines, deposits, rank, difference_minor from found order by rank, lines, deposits limit 10000
            """;
}
