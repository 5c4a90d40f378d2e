package org.almoner.journal;

import static org.almoner.journal.JournalBooks.FIN;
import static org.almoner.journal.JournalBooks.NOON;
import static org.almoner.journal.JournalBooks.NOVEMBER;
import static org.almoner.journal.JournalBooks.daily;
import static org.almoner.journal.JournalBooks.monthly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.money.Money;
import org.junit.jupiter.api.Test;

class JournalsTest {

    private final JournalBooks books = new JournalBooks();

    @Test
    void aBatchHasEverythingOfTheMonthOnceAddedUpByAccount() {
        books.ready();
        books.fund("wells", "PURPOSE");
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        books.gift("pi_2", "general", 1500, "EUR", "stripe", NOON.plusSeconds(86_400));
        books.gift("pi_3", "wells", 1000, "EUR", "stripe", NOON);
        books.post("fee", "SETTLEMENT_FEE", "PROCESSING_FEES", "STRIPE_CLEARING", 30, "EUR", null, NOON);
        books.gift("pi_later", "general", 9900, "EUR", "stripe", Instant.parse("2026-12-01T00:00:00Z"));

        long id = books.journals.make(monthly(NOVEMBER), FIN);

        var batch = books.batches.find(id).orElseThrow();
        assertThat(batch.number()).isEqualTo(1);
        assertThat(batch.entries()).isEqualTo(4);
        assertThat(batch.totals()).containsExactly(new Money(5030, "EUR"));
        assertThat(batch.status()).isEqualTo(JournalBatch.Status.MADE);
        assertThat(lines(id))
                .containsExactly(
                        "2026-11-30 DEBIT 1010 5000 ",
                        "2026-11-30 DEBIT 5200 30 ",
                        "2026-11-30 CREDIT 1010 30 ",
                        "2026-11-30 CREDIT 4000 4000 general",
                        "2026-11-30 CREDIT 4000 1000 wells");
        assertThat(books.batches.entries(batch, 4, null, 10).items())
                .extracting(JournalBatch.Entry::gift)
                .containsExactly("pi_1", "pi_2");
        refused("is in a batch already", () -> books.journals.make(monthly(NOVEMBER), FIN));
    }

    @Test
    void byDayALineHasItsOwnDayInTheOrganisationsZone() {
        var vienna = new JournalBooks(ZoneId.of("Europe/Vienna")).ready();
        vienna.gift("pi_1", "general", 2500, "EUR", "stripe", Instant.parse("2026-10-31T23:30:00Z"));
        vienna.gift("pi_2", "general", 100, "EUR", "stripe", Instant.parse("2026-11-30T22:59:00Z"));
        vienna.gift("pi_3", "general", 7, "EUR", "stripe", Instant.parse("2026-11-30T23:00:00Z"));

        long id = vienna.journals.make(daily(NOVEMBER), FIN);

        assertThat(vienna.batches.lines(id, null, 10).items())
                .extracting(JournalLine::day)
                .containsExactly(
                        LocalDate.of(2026, 11, 1),
                        LocalDate.of(2026, 11, 1),
                        LocalDate.of(2026, 11, 30),
                        LocalDate.of(2026, 11, 30));
    }

    @Test
    void whatComesLaterIsInTheNextBatchAndOnlyThat() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        books.journals.make(monthly(NOVEMBER), FIN);
        books.gift("pi_late", "general", 100, "EUR", "stripe", NOON);

        var preview = books.journals.preview(monthly(NOVEMBER));
        long id = books.journals.make(monthly(NOVEMBER), FIN);

        assertThat(preview.entries()).isEqualTo(1);
        assertThat(preview.possible()).isTrue();
        assertThat(books.batches.find(id).orElseThrow().number()).isEqualTo(2);
        assertThat(lines(id)).containsExactly("2026-11-30 DEBIT 1010 100 ", "2026-11-30 CREDIT 4000 100 general");
    }

    @Test
    void whatHasNoAccountIsCountedInTheBooksOfEachLegalEntity() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        assertThat(books.journals.unmapped(NOVEMBER)).isEmpty();

        books.post("refund", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 10, "EUR", 1L, NOON);
        books.jdbi.useTransaction(handle -> {
            handle.execute("insert into legal_entity (code, name) values ('chapter', 'The Chapter')");
            handle.execute("set local session_replication_role = replica");
            handle.execute("update ledger_posting set legal_entity_id = 2 where key <> 'refund'");
        });
        assertThat(books.journals.unmapped(NOVEMBER))
                .extracting(Journals.Missing::entity)
                .containsExactly("main", "chapter");
        assertThat(books.journals.unmapped(NOVEMBER.minusMonths(1))).isEmpty();
    }

    @Test
    void anOpenMonthAndWhatHasNoAccountMakeNoBatch() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        books.month(NOVEMBER, "OPEN");
        refused("the month 2026-11 is open", () -> books.journals.make(monthly(NOVEMBER), FIN));
        assertThat(books.journals.preview(monthly(NOVEMBER)).settled()).isFalse();

        books.month(NOVEMBER, "BALANCED");
        books.post("refund", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 10, "EUR", 1L, NOON);
        refused("1 kinds of entries have no account", () -> books.journals.make(monthly(NOVEMBER), FIN));
        var unmapped = books.journals.preview(monthly(NOVEMBER)).unmapped();
        assertThat(unmapped).hasSize(1);
        assertThat(unmapped.get(0).role()).isEqualTo("REFUNDS");
        assertThat(unmapped.get(0).fund()).isEqualTo("general");
        assertThat(unmapped.get(0).channel()).isEqualTo("stripe");
        assertThat(unmapped.get(0).restriction()).isEqualTo(MappingRule.Restriction.WITHOUT_DONOR_RESTRICTIONS);
        assertThat(unmapped.get(0).amount()).isEqualTo(new Money(10, "EUR"));
        assertThat(books.batches
                        .page(new JournalQueries.Wanted(null, null), null, 5)
                        .items())
                .isEmpty();
        refused(
                "no legal entity nobody",
                () -> books.journals.preview(new JournalWish("nobody", NOVEMBER, null, JournalWish.Granularity.DAY)));
    }

    @Test
    void aRuleToAnAccountThatIsNotUsedAnyMoreBlocksToo() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        books.chart.change("main", "4000", 1, new ChartAccount.Draft("Old", AccountType.INCOME, false), FIN);

        var unmapped = books.journals.preview(monthly(NOVEMBER)).unmapped();

        assertThat(unmapped).extracting(JournalPreview.Unmapped::rule).containsExactly(3L);
    }

    @Test
    void aBatchOfOneCurrencyLeavesTheOthers() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        books.gift("pi_2", "general", 900, "JPY", "stripe", NOON);

        long yen = books.journals.make(new JournalWish("main", NOVEMBER, "JPY", JournalWish.Granularity.DAY), FIN);
        long rest = books.journals.make(monthly(NOVEMBER), FIN);

        assertThat(books.batches.find(yen).orElseThrow().totals()).containsExactly(new Money(900, "JPY"));
        assertThat(books.batches.find(rest).orElseThrow().totals()).containsExactly(new Money(2500, "EUR"));
    }

    @Test
    void aBatchIsTakenBackByAnotherAndItsEntriesCanGoAgain() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        long id = books.journals.make(monthly(NOVEMBER), FIN);
        refused("write why", () -> books.journals.reverse(id, " ", FIN));

        long back = books.journals.reverse(id, "wrong account", FIN);

        assertThat(lines(back)).containsExactly("2026-11-30 CREDIT 1010 2500 ", "2026-11-30 DEBIT 4000 2500 general");
        assertThat(books.batches.find(id).orElseThrow().status()).isEqualTo(JournalBatch.Status.REVERSED);
        var reversal = books.batches.find(back).orElseThrow();
        assertThat(reversal.reverses()).isEqualTo(id);
        assertThat(books.batches.entries(reversal, 1, null, 5).items()).hasSize(1);
        refused("this one does not", () -> books.journals.reverse(id, "again", FIN));
        refused("this one does not", () -> books.journals.reverse(back, "again", FIN));
        refused("no journal batch 99", () -> books.journals.reverse(99, "again", FIN));

        long again = books.journals.make(monthly(NOVEMBER), FIN);
        assertThat(books.batches.find(again).orElseThrow().number()).isEqualTo(3);
        assertThat(lines(again)).hasSize(2);
    }

    @Test
    void theOtherSystemsNumberIsNotedOnceAndCorrectedWithAReason() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        long id = books.journals.make(monthly(NOVEMBER), FIN);

        books.journals.confirm(id, "JE-77", null, FIN);
        books.journals.confirm(id, "JE-77", null, FIN);
        refused("write why", () -> books.journals.confirm(id, "JE-78", null, FIN));
        books.journals.confirm(id, "JE-78", "typed wrongly", FIN);

        assertThat(books.batches.find(id).orElseThrow().confirmation()).isEqualTo("JE-78");
        assertThat(books.batches.events(id))
                .extracting(event -> event.kind() + " " + event.detail())
                .containsExactly("CORRECTED JE-78", "CONFIRMED JE-77", "MADE ");
        refused("no journal batch 99", () -> books.journals.confirm(99, "JE-1", null, FIN));
        refused("at most 100", () -> books.journals.confirm(id, "a\nb", "why", FIN));
    }

    @Test
    void theDatabaseRefusesToChangeABatchOrToTakeAnEntryTwice() {
        books.ready();
        books.gift("pi_1", "general", 2500, "EUR", "stripe", NOON);
        long id = books.journals.make(monthly(NOVEMBER), FIN);

        for (var sql : List.of(
                "update journal_line set amount = 1",
                "delete from journal_batch",
                "delete from journal_posting",
                "update journal_event set actor = 'x'",
                "truncate journal_pair",
                "update mapping_rule set account = '5200'",
                "delete from mapping_rule")) {
            assertThatThrownBy(() -> books.jdbi.useHandle(handle -> handle.execute(sql)))
                    .as(sql)
                    .hasMessageMatching("(?s).*(append-only|never rewritten|cannot truncate).*");
        }
        assertThatThrownBy(() -> books.jdbi.useTransaction(handle -> {
                    handle.execute(
                            "insert into journal_batch (legal_entity_id, number, period, granularity, entries, made_by,"
                                    + " made_at) values (1, 9, '2026-11-01', 'DAY', 1, 'x', now())");
                    handle.execute(
                            "insert into journal_posting select posting_id, (select max(id) from journal_batch), 1, 1"
                                    + " from journal_posting where batch_id = ?",
                            id);
                }))
                .hasMessageContaining("in a batch already");
        assertThatThrownBy(() -> books.jdbi.useTransaction(handle -> {
                    handle.execute(
                            "insert into journal_batch (legal_entity_id, number, period, granularity, entries, made_by,"
                                    + " made_at) values (1, 9, '2026-11-01', 'DAY', 1, 'x', now())");
                    handle.execute(
                            "insert into journal_line (batch_id, line, day, side, account, account_name, currency, amount,"
                                    + " entries) select max(id), 1, '2026-11-01', 'DEBIT', '1', 'x', 'EUR', 5, 1 from journal_batch");
                }))
                .rootCause()
                .hasMessageContaining("does not balance");
    }

    private List<String> lines(long batch) {
        return books.batches.lines(batch, null, 50).items().stream()
                .map(line -> line.day() + " " + line.side() + " " + line.account() + " "
                        + line.amount().minor() + " " + line.fund())
                .toList();
    }

    private static void refused(String why, Runnable deed) {
        assertThatThrownBy(deed::run).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
