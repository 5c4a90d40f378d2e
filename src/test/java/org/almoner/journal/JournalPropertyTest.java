package org.almoner.journal;

import static org.almoner.journal.JournalBooks.FIN;
import static org.almoner.journal.JournalBooks.NOVEMBER;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Handle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever the ledger and the rules are: nothing is in the journal twice, and nothing is lost. */
class JournalPropertyTest {

    private static final List<String> FUNDS = List.of("general", "wells", "time", "forever");
    private static final List<String> CHANNELS = List.of("stripe", "cheque", "cash");
    private static final List<String> CURRENCIES = List.of("EUR", "USD", "JPY");

    private static final String[][] SIDES = {
        {"CHARGE", "STRIPE_CLEARING", "STRIPE_RECEIVABLE"},
        {"CHARGE_FEE", "PROCESSING_FEES", "STRIPE_CLEARING"},
        {"REFUND", "REFUNDS", "STRIPE_RECEIVABLE"},
        {"SETTLEMENT", "BANK_IN_TRANSIT", "STRIPE_CLEARING"},
        {"DISPUTE", "DISPUTES_OPEN", "STRIPE_RECEIVABLE"}
    };

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void theBatchesOfAMonthAreTheLedgersMonth(long seed) {
        var random = new Random(seed);
        var books = new JournalBooks(ZoneId.of("America/New_York"));
        books.month(NOVEMBER, "BALANCED");
        books.fund("wells", "PURPOSE");
        books.fund("time", "TIME");
        books.fund("forever", "PERPETUAL");
        randomRules(books, random);

        for (int round = 0; round < 3; round++) {
            randomEntries(books, random, round);
            var granularity = random.nextBoolean() ? JournalWish.Granularity.DAY : JournalWish.Granularity.MONTH;
            var currency = random.nextInt(3) == 0 ? CURRENCIES.get(random.nextInt(3)) : null;
            make(books, new JournalWish("main", NOVEMBER, currency, granularity));
            if (random.nextInt(3) == 0) {
                books.batches.slice(new JournalQueries.Wanted("main", null), 0, 50).stream()
                        .filter(JournalBatch::standing)
                        .skip(random.nextInt(2))
                        .findFirst()
                        .ifPresent(batch -> books.journals.reverse(batch.id(), "random", FIN));
            }
        }
        make(books, JournalBooks.daily(NOVEMBER));

        assertThat(sums(books, JOURNAL)).isEqualTo(sums(books, LEDGER)).isNotEmpty();
        assertThat(sums(books, TWICE)).isEmpty();
        assertThat(sums(books, LOST)).isEmpty();
        assertThatThrownBy(() -> books.journals.make(JournalBooks.daily(NOVEMBER), FIN))
                .isInstanceOf(Rejection.class);
        var numbers = books.batches.slice(new JournalQueries.Wanted(null, null), 0, 500).stream()
                .map(JournalBatch::number)
                .sorted()
                .toList();
        assertThat(numbers).last().isEqualTo(numbers.size());
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12})
    void aBatchThatIsKilledHalfWayLeavesNothing(long seed) {
        var random = new Random(seed);
        var books = new JournalBooks().ready();
        books.gift("pi_1", "general", 100 + random.nextInt(1000), "EUR", "stripe", JournalBooks.NOON);
        var dying = new Transactions(null) {
            @Override
            public <T> T inNew(java.util.function.Function<Handle, T> work) {
                return books.jdbi.inTransaction(handle -> {
                    work.apply(handle);
                    throw new IllegalStateException("killed");
                });
            }
        };
        var journals = new Journals(dying, new AuditTrail(books.jdbi, books.calendar), books.calendar);

        assertThatThrownBy(() -> journals.make(JournalBooks.daily(NOVEMBER), FIN))
                .hasMessage("killed");

        assertThat(sums(books, "select 'batches' as name, count(*) as amount from journal_batch having count(*) > 0"))
                .isEmpty();
        assertThat(books.batches
                        .find(books.journals.make(JournalBooks.daily(NOVEMBER), FIN))
                        .orElseThrow()
                        .number())
                .isEqualTo(1);
    }

    private static void make(JournalBooks books, JournalWish wish) {
        try {
            books.journals.make(wish, FIN);
        } catch (Rejection nothingLeft) {
            assertThat(nothingLeft).hasMessageContaining("in a batch already");
        }
    }

    /** An account for every role, and more special ones that agree with each other by naming more and more. */
    private static void randomRules(JournalBooks books, Random random) {
        for (int i = 0; i < 12; i++) {
            books.account(Integer.toString(1000 + i), "Account " + i, AccountType.values()[random.nextInt(5)]);
        }
        var first = NOVEMBER.minusMonths(random.nextInt(3));
        books.rules.add(JournalBooks.draft(null, null, "1000"), first, null, FIN);
        for (var role : LedgerRole.ALL) {
            if (random.nextInt(4) > 0) {
                books.rules.add(JournalBooks.draft(role, null, account(random)), first, null, FIN);
            }
            for (var fund : FUNDS) {
                if (random.nextInt(8) == 0) {
                    books.rules.add(JournalBooks.draft(role, fund, account(random)), first, null, FIN);
                }
                if (random.nextInt(12) == 0) {
                    books.rules.add(
                            new MappingRule.Draft(
                                    "main",
                                    role,
                                    fund,
                                    "cheque",
                                    null,
                                    null,
                                    account(random),
                                    "D" + random.nextInt(2),
                                    ""),
                            first,
                            null,
                            FIN);
                }
            }
        }
    }

    private static String account(Random random) {
        return Integer.toString(1000 + random.nextInt(12));
    }

    private static void randomEntries(JournalBooks books, Random random, int round) {
        for (int i = 0; i < 15; i++) {
            var at = Instant.parse("2026-10-30T00:00:00Z").plus(Duration.ofMinutes(random.nextInt(35 * 24 * 60)));
            var name = round + "_" + i;
            var currency = CURRENCIES.get(random.nextInt(3));
            long gift = books.gift(
                    "pi_" + name,
                    FUNDS.get(random.nextInt(4)),
                    1 + random.nextInt(100_000),
                    currency,
                    CHANNELS.get(random.nextInt(3)),
                    at);
            var sides = SIDES[random.nextInt(SIDES.length)];
            books.post(
                    "p_" + name,
                    sides[0],
                    sides[1],
                    sides[2],
                    1 + random.nextInt(1_000),
                    currency,
                    random.nextInt(3) == 0 ? null : gift,
                    at);
        }
    }

    private static Map<String, Long> sums(JournalBooks books, String sql) {
        return books.jdbi.withHandle(handle -> {
            var sums = new TreeMap<String, Long>();
            handle.createQuery(sql)
                    .map((row, context) -> Map.entry(row.getString("name"), row.getLong("amount")))
                    .forEach(entry -> sums.put(entry.getKey(), entry.getValue()));
            return sums;
        });
    }

    private static final String MONTH =
            "(occurred_at at time zone 'America/New_York')::date between '2026-11-01' and '2026-11-30'";

    /** What the ledger says of each account by the rules, and which the batches must add up to. */
    private static final String LEDGER =
            """
            select r.account || ' ' || s.currency || ' ' || r.department as name, sum(s.signed)::bigint as amount
            from (select debit_role as role, debit_fund as fund, channel, currency, amount as signed, occurred_at
                  from journal_entry_source
                  union all
                  select credit_role, credit_fund, channel, currency, -amount, occurred_at from journal_entry_source) s
            left join fund f on f.id = s.fund
            join mapping_rule r on r.id = mapping_rule_for(1, '2026-11-01', s.role, s.fund, s.channel, null, s.currency)
            where <month> group by 1 having sum(s.signed) <> 0
            """
                    .replace("<month>", MONTH);

    private static final String JOURNAL =
            """
            select account || ' ' || currency || ' ' || department as name,
                   sum(case side when 'DEBIT' then amount else -amount end)::bigint as amount
            from journal_line group by 1
            having sum(case side when 'DEBIT' then amount else -amount end) <> 0
            """;

    private static final String TWICE =
            """
            select p.posting_id::text as name, count(*) as amount
            from journal_posting p join journal_batch_standing b on b.id = p.batch_id
            group by 1 having count(*) > 1
            """;

    private static final String LOST =
            """
            select key as name, 1 as amount from journal_entry_source s
            where <month> and not exists (
                select 1 from journal_posting p join journal_batch_standing b on b.id = p.batch_id
                where p.posting_id = s.posting_id)
            """
                    .replace("<month>", MONTH);
}
