package org.almoner.journal;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/**
 * Works a journal out in temporary tables, set by set: what is alike among a month's entries is added up first, so that
 * everything after is about some thousand rows, however many gifts there were.
 */
final class Workings {

    /** An entry that counts in a later month than it is of has that month's first day. */
    private static final String DAY = "least(greatest((s.occurred_at at time zone :zone)::date, :first), :last)";

    private final Handle handle;
    private final JournalWish wish;
    private final long entity;
    private final Calendar calendar;
    private final boolean all;

    /**
     * @param handle inside a transaction
     * @param all whether entries that are in a batch already count too
     */
    Workings(Handle handle, JournalWish wish, long entity, Calendar calendar, boolean all) {
        this.handle = handle;
        this.wish = wish;
        this.entity = entity;
        this.calendar = calendar;
        this.all = all;
        handle.execute(TABLES);
        bound(handle.createUpdate(CELLS)).execute();
        handle.execute("analyze journal_cell");
    }

    /** Finds the accounts by the rules as they are now, and writes the lines. */
    Workings resolve() {
        handle.execute("truncate journal_combo, journal_sheet");
        handle.createUpdate(COMBOS)
                .bind("entity", entity)
                .bind("month", wish.month().atDay(1))
                .execute();
        handle.execute("analyze journal_combo");
        handle.createUpdate(SHEET).execute();
        handle.execute("analyze journal_sheet");
        return this;
    }

    long entries() {
        return handle.createQuery("select coalesce(sum(entries), 0) from journal_cell")
                .mapTo(Long.class)
                .one();
    }

    List<JournalPreview.Unmapped> unmapped() {
        return handle.createQuery(UNMAPPED)
                .map((row, context) -> new JournalPreview.Unmapped(
                        row.getString("role"),
                        row.getString("fund"),
                        row.getString("channel"),
                        row.getString("restriction") == null
                                ? null
                                : MappingRule.Restriction.valueOf(row.getString("restriction")),
                        new Money(row.getLong("amount"), row.getString("currency")),
                        row.getLong("entries"),
                        row.getObject("rule_id", Long.class)))
                .list();
    }

    List<JournalLine> lines() {
        return handle.createQuery("select * from journal_sheet order by line limit " + JournalPreview.MOST_LINES)
                .map((row, context) -> line(row))
                .list();
    }

    List<Money> totals() {
        return handle.createQuery("select currency, sum(amount)::bigint as amount from journal_sheet"
                        + " where side = 'DEBIT' group by currency order by currency")
                .map((row, context) -> new Money(row.getLong("amount"), row.getString("currency")))
                .list();
    }

    /** Writes everything of a batch but its head. */
    void keep(long batch) {
        handle.execute(PLACES.replace("<side>", "debit"));
        handle.execute(PLACES.replace("<side>", "credit"));
        handle.execute("analyze journal_cell");
        handle.execute(
                "insert into journal_line (batch_id, line, day, side, account, account_name, department, project,"
                        + " fund, currency, amount, entries) select ?, line, day, side, account, account_name, department,"
                        + " project, fund, currency, amount, entries from journal_sheet order by line",
                batch);
        handle.execute(PAIRS, batch);
        handle.execute(COMBINATIONS, batch);
        bound(handle.createUpdate(POSTINGS)).bind("batch", batch).execute();
    }

    private Update bound(Update update) {
        return update.bind("entity", entity)
                .bind("zone", calendar.zone().getId())
                .bind("currency", wish.currency())
                .bind("daily", wish.granularity() == JournalWish.Granularity.DAY)
                .bind("first", wish.month().atDay(1))
                .bind("last", wish.month().atEndOfMonth())
                .bind("all", all);
    }

    static JournalLine line(ResultSet row) throws SQLException {
        return line(row, "");
    }

    /** A line whose columns begin so. */
    static JournalLine line(ResultSet row, String begin) throws SQLException {
        return new JournalLine(
                row.getInt(begin + "line"),
                row.getObject(begin + "day", LocalDate.class),
                JournalLine.Side.valueOf(row.getString(begin + "side")),
                row.getString(begin + "account"),
                row.getString(begin + "account_name"),
                row.getString(begin + "department"),
                row.getString(begin + "project"),
                row.getString(begin + "fund"),
                new Money(row.getLong(begin + "amount"), row.getString(begin + "currency")),
                row.getLong(begin + "entries"));
    }

    private static final String TABLES =
            """
            drop table if exists pg_temp.journal_cell, pg_temp.journal_combo, pg_temp.journal_sheet;
            create temp table journal_cell (
                debit_role text, debit_fund bigint, credit_role text, credit_fund bigint, channel text, currency text,
                day date, amount bigint, entries bigint, debit_line integer, credit_line integer) on commit drop;
            create temp table journal_combo (
                role text, fund_id bigint, channel text, currency text, restriction text, rule_id bigint, account text,
                account_name text, department text, project text, fund text) on commit drop;
            create temp table journal_sheet (
                line integer, day date, side text, account text, account_name text, department text, project text,
                fund text, currency text, amount bigint, entries bigint) on commit drop
            """;

    private static final String SOURCE =
            """
            s.legal_entity_id = :entity and s.booked_month = :first
              and (:currency::text is null or s.currency = :currency)
              and (:all or not exists (select 1 from journal_posting j join journal_batch_standing b on b.id = j.batch_id
                                       where j.posting_id = s.posting_id))
            """;

    private static final String CELLS =
            """
            insert into journal_cell
            select s.debit_role, coalesce(s.debit_fund, 0), s.credit_role, coalesce(s.credit_fund, 0),
                   coalesce(s.channel, ''), s.currency, case when :daily then <day> else :last end,
                   sum(s.amount), count(*)
            from journal_entry_source s where <source>
            group by 1, 2, 3, 4, 5, 6, 7
            """
                    .replace("<day>", DAY)
                    .replace("<source>", SOURCE);

    /** What was released belongs to what is free, whatever its fund is bound to. */
    private static final String COMBOS =
            """
            insert into journal_combo
            select c.role, c.fund_id, c.channel, c.currency, n.restriction, r.id, a.code, a.name, r.department, r.project,
                   case when a.type in ('INCOME', 'EXPENSE', 'NET_ASSETS') then coalesce(f.code, '') else '' end
            from (select debit_role as role, debit_fund as fund_id, channel, currency from journal_cell
                  union select credit_role, credit_fund, channel, currency from journal_cell) c
            left join fund f on f.id = c.fund_id
            cross join lateral (select case
                when f.id is null then null
                when c.role = 'RELEASED_TO_UNRESTRICTED' or f.restriction = 'NONE' then 'WITHOUT_DONOR_RESTRICTIONS'
                else 'WITH_DONOR_RESTRICTIONS' end as restriction) n
            left join mapping_rule r on r.id = mapping_rule_for(:entity, :month, c.role, nullif(c.fund_id, 0),
                nullif(c.channel, ''), n.restriction, c.currency)
            left join chart_account a on a.legal_entity_id = :entity and a.code = r.account and a.active
            """;

    private static final String SHEET =
            """
            insert into journal_sheet
            select row_number() over (order by currency, day, side desc, account, department, project, fund), *
            from (select day, side, account, account_name, department, project, fund, currency,
                         sum(amount)::bigint, sum(entries)::bigint
                  from (select c.day, 'DEBIT' as side, d.account, d.account_name, d.department, d.project, d.fund, c.currency,
                               c.amount, c.entries
                        from journal_cell c join journal_combo d on d.role = c.debit_role and d.fund_id = c.debit_fund
                            and d.channel = c.channel and d.currency = c.currency
                        union all
                        select c.day, 'CREDIT', d.account, d.account_name, d.department, d.project, d.fund, c.currency,
                               c.amount, c.entries
                        from journal_cell c join journal_combo d on d.role = c.credit_role and d.fund_id = c.credit_fund
                            and d.channel = c.channel and d.currency = c.currency) side
                  group by day, side, account, account_name, department, project, fund, currency) grouped
            """;

    private static final String UNMAPPED =
            """
            select o.role, f.code as fund, nullif(o.channel, '') as channel, o.restriction, o.currency, o.rule_id,
                   sum(c.amount)::bigint as amount, sum(c.entries)::bigint as entries
            from journal_combo o
            join journal_cell c on c.channel = o.channel and c.currency = o.currency
                and (c.debit_role = o.role and c.debit_fund = o.fund_id or c.credit_role = o.role and c.credit_fund = o.fund_id)
            left join fund f on f.id = o.fund_id
            where o.account is null
            group by 1, 2, 3, 4, 5, 6
            order by 1, 2 nulls first, 3 nulls first, 5
            """;

    /** Which line a side of each cell is in; said for one side at a time, so that no plan can multiply them. */
    private static final String PLACES =
            """
            update journal_cell c set <side>_line = s.line
            from journal_combo o
            join journal_sheet s on s.account = o.account and s.department = o.department and s.project = o.project
                and s.fund = o.fund and s.currency = o.currency
            where o.role = c.<side>_role and o.fund_id = c.<side>_fund and o.channel = c.channel and o.currency = c.currency
              and s.day = c.day and s.side = upper('<side>')
            """;

    private static final String PAIRS =
            """
            insert into journal_pair (batch_id, pair, debit_line, credit_line, currency, amount)
            select ?, row_number() over (order by debit_line, credit_line), debit_line, credit_line, currency, sum(amount)::bigint
            from journal_cell group by debit_line, credit_line, currency
            """;

    private static final String COMBINATIONS =
            """
            insert into journal_combination (batch_id, role, fund_id, channel, restriction, currency, rule_id, account,
                                             department, project)
            select ?, role, nullif(fund_id, 0), nullif(channel, ''), restriction, currency, rule_id, account, department, project
            from journal_combo
            """;

    private static final String POSTINGS =
            """
            insert into journal_posting (posting_id, batch_id, debit_line, credit_line)
            select s.posting_id, :batch, c.debit_line, c.credit_line
            from journal_entry_source s
            join journal_cell c on c.debit_role = s.debit_role and c.debit_fund = coalesce(s.debit_fund, 0)
                and c.credit_role = s.credit_role and c.credit_fund = coalesce(s.credit_fund, 0)
                and c.channel = coalesce(s.channel, '') and c.currency = s.currency
                and c.day = case when :daily then <day> else :last end
            where <source>
            """
                    .replace("<day>", DAY)
                    .replace("<source>", SOURCE);
}
