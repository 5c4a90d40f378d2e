package org.almoner.journal;

import static org.almoner.journal.JournalBooks.FIN;
import static org.almoner.journal.JournalBooks.NOON;
import static org.almoner.journal.JournalBooks.NOVEMBER;
import static org.almoner.journal.JournalBooks.monthly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.Transactions;
import org.almoner.journal.Pledge.Due;
import org.almoner.journal.Pledge.State;
import org.almoner.money.Money;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: a promise is income once, on the day it becomes owed, and what is owed is what the ledger says. */
class PledgesTest {

    private static final LocalDate SIGNED = LocalDate.of(2026, 11, 3);
    private static final LocalDate TODAY = LocalDate.of(2026, 12, 2);

    private final JournalBooks books = new JournalBooks();
    private final FundBalances balances = new FundBalances(books.jdbi, books.calendar);
    private final PledgeQueries pledges = new PledgeQueries(books.jdbi);
    private final Pledges desk =
            new Pledges(Transactions.over(books.jdbi), new AuditTrail(books.jdbi, books.calendar), books.calendar);
    private long donor;

    @BeforeEach
    void aFundAndADonor() {
        books.fund("wells", "PURPOSE");
        books.fund("other", "NONE");
        donor = new Rows(books.jdbi).donor("Ana", "ana@example.org");
    }

    @Test
    void whatDependsOnAConditionIsNoIncomeUntilThatIsMet() {
        long id = desk.promise(draft(10_000L, "others give as much"), FIN);

        assertThat(state(id)).isEqualTo(State.CONDITIONAL);
        assertThat(entries()).isEmpty();
        assertThat(balances.of("wells", TODAY)).isEmpty();
        assertThat(pledges.disclosed("wells", TODAY)).containsExactly(new Pledge.Disclosed(eur(0), eur(10_000)));
        books.gift("pi_1", "wells", 4_000, "EUR", "stripe", NOON);
        refused("note first that its condition was met", () -> desk.pay(id, "pi_1", FIN));
        refused("write a later day", () -> desk.meet(id, SIGNED.minusDays(1), "letter", FIN));
        refused("today or an earlier day", () -> desk.meet(id, TODAY.plusDays(1), "letter", FIN));
        refused("write what shows", () -> desk.meet(id, null, " ", FIN));

        desk.meet(id, LocalDate.of(2026, 11, 20), "minutes 9", FIN);

        assertThat(state(id)).isEqualTo(State.UNCONDITIONAL);
        assertThat(entries()).contains("PLEDGE PLEDGES_RECEIVABLE GIFT_INCOME 10000 2026-11-20");
        assertThat(balances.of("wells", TODAY).get(0).withRestrictions()).isEqualTo(eur(14_000));
        assertThat(pledges.disclosed("wells", LocalDate.of(2026, 11, 19)))
                .containsExactly(new Pledge.Disclosed(eur(0), eur(10_000)));
        assertThat(pledges.disclosed("wells", LocalDate.of(2026, 11, 20)))
                .containsExactly(new Pledge.Disclosed(eur(10_000), eur(0)));
        refused("no open condition", () -> desk.meet(id, null, "again", FIN));
    }

    @Test
    void giftsThatPayAPledgeAreNotIncomeTwice() {
        long id = desk.promise(draft(10_000L, null), FIN);
        books.gift("pi_1", "wells", 4_000, "EUR", "stripe", NOON);
        books.gift("pi_2", "wells", 7_000, "EUR", "transfer", NOON.plusSeconds(60));
        own("pi_1", "pi_2");
        assertThat(pledges.candidates(id)).containsExactly("pi_1", "pi_2");

        desk.pay(id, "pi_1", FIN);

        assertThat(pledges.find(id).orElseThrow().outstanding()).isEqualTo(eur(6_000));
        assertThat(pledges.candidates(id)).containsExactly("pi_2");
        refused("pays a pledge already", () -> desk.pay(id, "pi_1", FIN));
        desk.pay(id, "pi_2", FIN);

        assertThat(state(id)).isEqualTo(State.FULFILLED);
        // 100.00 were promised and 110.00 given
        assertThat(balances.of("wells", TODAY).get(0).contributed()).isEqualTo(eur(11_000));
        assertThat(pledges.disclosed("wells", TODAY)).containsExactly(new Pledge.Disclosed(eur(0), eur(0)));
        assertThat(receivable()).isZero();
        refused("nothing of it is owed", () -> desk.pay(id, "pi_2", FIN));
        refused("nothing is left of it", () -> desk.end(id, "why", FIN));

        long last = pledges.payments(id).get(0).id();
        desk.unpay(id, last, FIN);
        assertThat(state(id)).isEqualTo(State.UNCONDITIONAL);
        assertThat(receivable()).isEqualTo(6_000);
        assertThat(balances.of("wells", TODAY).get(0).contributed()).isEqualTo(eur(17_000));
        refused("payment " + last, () -> desk.unpay(id, last, FIN));
        desk.pay(id, "pi_2", FIN);
        assertThat(receivable()).isZero();
    }

    @Test
    void aGiftOfAnotherFundOrCurrencyOrThatNeverCamePaysNothing() {
        long id = desk.promise(draft(10_000L, null), FIN);
        books.gift("pi_1", "other", 4_000, "EUR", "stripe", NOON);
        books.gift("pi_2", "wells", 4_000, "USD", "stripe", NOON);
        new Rows(books.jdbi).gift("pi_3", donor, null, null);

        refused("the gift for other in EUR", () -> desk.pay(id, "pi_1", FIN));
        refused("the gift for wells in USD", () -> desk.pay(id, "pi_2", FIN));
        refused("this one is PENDING", () -> desk.pay(id, "pi_3", FIN));
        refused("no such gift", () -> desk.pay(id, "pi_9", FIN));
        refused("no pledge 99", () -> desk.pay(99, "pi_1", FIN));
    }

    @Test
    void whatWillNotBePaidIsWrittenOffOnceAndWhatWasNeverOwedLapses() {
        long owed = desk.promise(draft(10_000L, null), FIN);
        long lapsing = desk.promise(draft(5_000L, "a permit"), FIN);
        books.gift("pi_1", "wells", 4_000, "EUR", "stripe", NOON);
        desk.pay(owed, "pi_1", FIN);
        refused("write why", () -> desk.end(owed, "", FIN));

        desk.end(owed, "the donor is bankrupt", FIN);
        desk.end(lapsing, "no permit", FIN);

        assertThat(state(owed)).isEqualTo(State.WRITTEN_OFF);
        assertThat(state(lapsing)).isEqualTo(State.LAPSED);
        assertThat(receivable()).isZero();
        assertThat(balances.of("wells", TODAY).get(0).withRestrictions()).isEqualTo(eur(4_000));
        assertThat(balances.of("wells", TODAY).get(0).givenBack()).isEqualTo(eur(6_000));
        assertThat(pledges.disclosed("wells", TODAY)).isEmpty();
        refused("nothing is left", () -> desk.end(owed, "again", FIN));
        refused("no open condition", () -> desk.meet(lapsing, null, "late", FIN));
        refused(
                "written off",
                () -> desk.unpay(owed, pledges.payments(owed).get(0).id(), FIN));
        assertThatThrownBy(() -> books.jdbi.useHandle(handle -> handle.execute("update pledge set amount_minor = 1")))
                .hasMessageContaining("never changes");
        assertThatThrownBy(() -> books.jdbi.useHandle(handle -> handle.execute("update pledge set ended_as = null,"
                        + " ended_on = null, ended_reason = null, ended_by = null")))
                .hasMessageContaining("ended once");
    }

    @Test
    void aPromiseNamesItsDonorFundAmountDocumentAndDays() {
        refused("no such donor", () -> desk.promise(with(99L, "wells", 100L, "EUR", "letter", List.of()), FIN));
        refused("no such fund", () -> desk.promise(with(donor, "nobody", 100L, "EUR", "letter", List.of()), FIN));
        refused("above zero", () -> desk.promise(with(donor, "wells", 0L, "EUR", "letter", List.of()), FIN));
        refused("capital letters", () -> desk.promise(with(donor, "wells", 100L, "eur", "letter", List.of()), FIN));
        refused("what the donor signed", () -> desk.promise(with(donor, "wells", 100L, "EUR", "", List.of()), FIN));
        var days = List.of(new Due(LocalDate.of(2027, 1, 31), 60), new Due(LocalDate.of(2028, 1, 31), 39));
        refused("add up", () -> desk.promise(with(donor, "wells", 100L, "EUR", "letter", days), FIN));
        var twice = List.of(new Due(LocalDate.of(2027, 1, 31), 60), new Due(LocalDate.of(2027, 1, 31), 40));
        refused("each once", () -> desk.promise(with(donor, "wells", 100L, "EUR", "letter", twice), FIN));
        assertThat(entries()).isEmpty();

        long id = desk.promise(with(donor, "wells", 99L, "EUR", "letter", days), FIN);

        assertThat(pledges.schedule(id)).isEqualTo(days);
        assertThat(pledges.page(new PledgeQueries.Wanted(State.UNCONDITIONAL, "wells", donor), null, Page.MAX_LIMIT)
                        .items())
                .singleElement()
                .satisfies(pledge -> assertThat(pledge.donorName()).isEqualTo("Ana"));
        assertThat(pledges.count(new PledgeQueries.Wanted(State.CONDITIONAL, null, null)))
                .isZero();
        List<String> trail = books.jdbi.withHandle(
                handle -> handle.createQuery("select actor || ' ' || action || ' ' || subject_id from audit_entry")
                        .mapTo(String.class)
                        .list());
        assertThat(trail).containsExactly(FIN + " pledge.noted " + id);
    }

    @Test
    void aPledgeHasItsOwnLinesInTheJournal() {
        new StarterChart(Transactions.over(books.jdbi), books.chart, books.rules).take("main", NOVEMBER, FIN);
        books.month(NOVEMBER, "BALANCED");
        long id = desk.promise(draft(10_000L, null), FIN);
        books.gift("pi_1", "wells", 4_000, "EUR", "stripe", NOON);
        desk.pay(id, "pi_1", FIN);

        long batch = books.journals.make(monthly(NOVEMBER), FIN);

        assertThat(books.batches.lines(batch, null, 50).items())
                .filteredOn(line -> line.account().equals("1250"))
                .extracting(line -> line.side() + " " + line.amount().minor())
                .containsExactlyInAnyOrder("DEBIT 10000", "CREDIT 4000");
        assertThat(books.batches.lines(batch, null, 50).items())
                .filteredOn(line -> line.account().equals("4020"))
                .extracting(line -> (line.side().toString().equals("DEBIT") ? -1 : 1)
                        * line.amount().minor())
                .satisfies(amounts -> assertThat(
                                amounts.stream().mapToLong(Long::longValue).sum())
                        .isEqualTo(10_000));
    }

    private Pledge.Draft draft(Long minor, String condition) {
        return new Pledge.Draft(donor, "wells", minor, "EUR", condition, "letter of intent", SIGNED, List.of());
    }

    private static Pledge.Draft with(
            Long donor, String fund, Long minor, String currency, String reference, List<Due> schedule) {
        return new Pledge.Draft(donor, fund, minor, currency, null, reference, SIGNED, schedule);
    }

    private void own(String... gifts) {
        for (String gift : gifts) {
            books.jdbi.useHandle(
                    handle -> handle.execute("update gift set donor_id = ? where reference = ?", donor, gift));
        }
    }

    private State state(long id) {
        return pledges.find(id).orElseThrow().state();
    }

    private long receivable() {
        return books.jdbi.withHandle(handle -> handle.createQuery("select coalesce(sum(case when d.role ="
                        + " 'PLEDGES_RECEIVABLE' then p.amount else -p.amount end), 0) from ledger_posting p"
                        + " join ledger_account d on d.id = p.debit_id join ledger_account c on c.id = p.credit_id"
                        + " where 'PLEDGES_RECEIVABLE' in (d.role, c.role)")
                .mapTo(Long.class)
                .one());
    }

    private List<String> entries() {
        return books.jdbi.withHandle(
                handle -> handle.createQuery("select p.kind || ' ' || d.role || ' ' || c.role || ' '"
                                + " || p.amount || ' ' || p.occurred_at::date from ledger_posting p"
                                + " join ledger_account d on d.id = p.debit_id join ledger_account c on c.id = p.credit_id"
                                + " order by p.id")
                        .mapTo(String.class)
                        .list());
    }

    private static Money eur(long minor) {
        return new Money(minor, "EUR");
    }

    private static void refused(String words, Runnable deed) {
        assertThatThrownBy(deed::run).isInstanceOf(Rejection.class).hasMessageContaining(words);
    }
}
