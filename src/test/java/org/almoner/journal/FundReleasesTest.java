package org.almoner.journal;

import static org.almoner.journal.JournalBooks.FIN;
import static org.almoner.journal.JournalBooks.NOON;
import static org.almoner.journal.JournalBooks.NOVEMBER;
import static org.almoner.journal.JournalBooks.monthly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.journal.FundRelease.Draft;
import org.almoner.journal.FundRelease.Ground;
import org.almoner.money.Money;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FundReleasesTest {

    private static final LocalDate TODAY = LocalDate.of(2026, 12, 2);

    private final JournalBooks books = new JournalBooks();
    private final FundBalances balances = new FundBalances(books.jdbi, books.calendar);
    private final FundReleases releases =
            new FundReleases(Transactions.over(books.jdbi), new AuditTrail(books.jdbi, books.calendar), books.calendar);

    @BeforeEach
    void aRestrictedGift() {
        books.fund("wells", "PURPOSE");
        long gift = books.gift("pi_1", "wells", 10_000, "EUR", "stripe", NOON);
        books.post("re_1", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 1_000, "EUR", gift, NOON.plusSeconds(60));
        books.post("du_1", "DISPUTE", "DISPUTES_OPEN", "STRIPE_RECEIVABLE", 2_000, "EUR", gift, NOON.plusSeconds(90));
    }

    @Test
    void aReleaseMovesBetweenTheClassesAndNoMoreThanIsBound() {
        refused("at most 70.00 EUR", () -> release("wells", 7_001L));
        long id = release("wells", 4_000L);

        var balance = balances.of("wells", TODAY).get(0);
        assertThat(balance.contributed()).isEqualTo(eur(10_000));
        assertThat(balance.givenBack()).isEqualTo(eur(1_000));
        assertThat(balance.released()).isEqualTo(eur(4_000));
        assertThat(balance.withRestrictions()).isEqualTo(eur(5_000));
        assertThat(balance.withoutRestrictions()).isEqualTo(eur(4_000));
        assertThat(balance.inDispute()).isEqualTo(eur(2_000));
        assertThat(balance.releasable()).isEqualTo(eur(3_000));
        assertThat(balances.of("wells", LocalDate.of(2026, 11, 10)).get(0).withRestrictions())
                .isEqualTo(eur(9_000));
        assertThat(balances.of("wells", LocalDate.of(2026, 11, 9))).isEmpty();
        assertThat(balances.release(id).orElseThrow().ground()).isEqualTo(Ground.PURPOSE);
        assertThat(release("wells", null)).isGreaterThan(id);
        refused("above zero, at most 0.00 EUR", () -> release("wells", null));
    }

    @Test
    void theRestrictionOfMoneyThatIsInAJournalStays() {
        long wells = books.jdbi.withHandle(handle -> handle.createQuery("select id from fund where code = 'wells'")
                .mapTo(Long.class)
                .one());
        books.ready();
        for (var role : new String[] {"REFUNDS", "DISPUTES_OPEN"}) {
            books.rule(role, "4000");
        }
        assertThat(books.batches.isInJournal(wells)).isFalse();
        restrict("TIME");
        restrict("PURPOSE");

        long batch = books.journals.make(JournalBooks.monthly(JournalBooks.NOVEMBER), JournalBooks.FIN);
        assertThat(books.batches.isInJournal(wells)).isTrue();
        assertThatThrownBy(() -> restrict("NONE")).hasMessageContaining("fund wells is in a journal batch");
        books.jdbi.useHandle(handle -> handle.execute("update fund set name = 'Wells' where code = 'wells'"));

        books.journals.reverse(batch, "mapped wrongly", JournalBooks.FIN);
        assertThat(books.batches.isInJournal(wells)).isFalse();
        restrict("NONE");
    }

    private void restrict(String restriction) {
        books.jdbi.useHandle(
                handle -> handle.execute("update fund set restriction = ? where code = 'wells'", restriction));
    }

    @Test
    void aReleaseHasItsOwnLinesInTheJournal() {
        new StarterChart(Transactions.over(books.jdbi), books.chart, books.rules).take("main", NOVEMBER, FIN);
        books.month(NOVEMBER, "BALANCED");
        releases.release("wells", new Draft(4_000L, "EUR", LocalDate.of(2026, 11, 20), "minutes 7"), null, FIN, false);

        long id = books.journals.make(monthly(NOVEMBER), FIN);

        assertThat(books.batches.lines(id, null, 20).items())
                .filteredOn(line -> line.account().startsWith("49"))
                .extracting(line ->
                        line.side() + " " + line.account() + " " + line.amount().minor() + " " + line.fund())
                .containsExactly("DEBIT 4910 4000 wells", "CREDIT 4920 4000 wells");
    }

    @Test
    void aReleaseIsUndoneOnceByTheReverseEntry() {
        long id = release("wells", 4_000L);
        refused("write why", () -> releases.undo(id, "", FIN));

        releases.undo(id, "wrong fund", FIN);

        assertThat(balances.of("wells", TODAY).get(0).withRestrictions()).isEqualTo(eur(9_000));
        assertThat(balances.of("wells", TODAY).get(0).released()).isEqualTo(eur(0));
        assertThat(balances.release(id).orElseThrow().undoneBy()).isEqualTo(FIN);
        refused("undone already", () -> releases.undo(id, "again", FIN));
        refused("no release 99", () -> releases.undo(99, "again", FIN));
        assertThatThrownBy(() ->
                        books.jdbi.useHandle(handle -> handle.execute("update fund_release set amount_minor = 1")))
                .hasMessageContaining("never changes");
    }

    @Test
    void timeIsProposedWhenItIsOverAndRefusedBefore() {
        books.fund("time", "TIME");
        books.gift("pi_2", "time", 500, "EUR", "stripe", NOON);
        refused("say first until when", () -> release("time", 500L));
        releases.bindUntil("time", TODAY, FIN);
        refused("bound until 2026-12-02", () -> release("time", 500L));
        assertThat(balances.due()).isEmpty();
        assertThat(releases.release("time", draft(100L), null, FIN, true)).isPositive();

        releases.bindUntil("time", TODAY.minusDays(1), FIN);

        assertThat(balances.due()).singleElement().satisfies(due -> assertThat(due.releasable())
                .isEqualTo(eur(400)));
        long id = release("time", null);
        assertThat(balances.release(id).orElseThrow().ground()).isEqualTo(Ground.TIME);
        assertThat(balances.due()).isEmpty();
        refused("only a fund that is bound by time", () -> releases.bindUntil("wells", TODAY, FIN));
    }

    @Test
    void whatIsBoundForEverIsReleasedByAnAdministratorsCorrectionOnly() {
        books.fund("forever", "PERPETUAL");
        books.gift("pi_2", "forever", 500, "EUR", "stripe", NOON);
        refused("bound for ever", () -> release("forever", 500L));

        long id = releases.release("forever", draft(500L), null, FIN, true);

        assertThat(balances.release(id).orElseThrow().ground()).isEqualTo(Ground.CORRECTION);
    }

    @Test
    void theDocumentIsKeptWithItsHashAndNeverChanges() {
        var minutes = new FundRelease.Document("minutes.pdf", "the board agreed".getBytes(StandardCharsets.UTF_8));
        long id = releases.release("wells", draft(100L), minutes, FIN, false);
        long other = release("wells", 100L);

        assertThat(balances.release(id).orElseThrow().sha256()).hasSize(64);
        assertThat(balances.document(id).orElseThrow().bytes()).isEqualTo(minutes.bytes());
        refused("has its document already", () -> releases.attach(id, minutes, FIN));
        refused("1 to 5000000 bytes", () -> releases.attach(other, new FundRelease.Document("x", new byte[0]), FIN));
        releases.attach(other, minutes, FIN);
        assertThat(balances.releases("wells", null, 9).items())
                .extracting(FundRelease::document)
                .containsExactly("minutes.pdf", "minutes.pdf");
    }

    @Test
    void whatDoesNotHoldIsRefused() {
        refused("no fund x", () -> release("x", 1L));
        refused("free of donor restrictions", () -> release("general", 1L));
        refused(
                "nothing in this currency",
                () -> releases.release("wells", new Draft(1L, "USD", null, "minutes"), null, FIN, false));
        refused("write what shows", () -> releases.release("wells", new Draft(1L, "EUR", null, " "), null, FIN, false));
        refused(
                "today or an earlier day",
                () -> releases.release("wells", new Draft(1L, "EUR", TODAY.plusDays(1), "minutes"), null, FIN, false));
    }

    private long release(String fund, Long minor) {
        return releases.release(fund, draft(minor), null, FIN, false);
    }

    private static Draft draft(Long minor) {
        return new Draft(minor, "EUR", null, "minutes of the board, 7");
    }

    private static Money eur(long minor) {
        return new Money(minor, "EUR");
    }

    private static void refused(String why, Runnable deed) {
        assertThatThrownBy(deed::run).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
