package org.almoner.bank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.almoner.bank.MatchWish.Part;
import org.almoner.database.Rejection;
import org.almoner.database.TestDatabase;
import org.almoner.money.Money;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Goal: each bank line finds its payout by the strongest key there is, a doubt is never booked, and people can do the rest. */
class BankMatchingTest {

    private final BankBooks books = new BankBooks(TestDatabase.fresh());

    @BeforeEach
    void oneAccount() {
        books.account();
    }

    @Test
    void withoutAnAccountNothingIsSaid() {
        var none = new BankBooks(TestDatabase.fresh());
        none.payout("po_1AAAAAAA", 10_000, "2026-11-03");

        none.match();

        assertThat(none.number("select count(*) from deposit")).isZero();
        assertThat(none.exceptions()).isEmpty();
    }

    @Test
    void thePayoutsIdOrTraceInTheTextComesFirstHoweverTheBankWritesIt() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-03");
        books.payout("po_1BBBBBBB", 10_000, "2026-11-03", "paid", "TRACE 0012345");
        books.november(
                Written.line("2026-11-04", 10_000, "", "STRIPE PO 1AAA AAAA x"),
                Written.line("2026-11-17", 10_000, "", "trace0012345"));

        assertThat(books.matched()).isEqualTo(Map.of("po_1AAAAAAA", "REFERENCE", "po_1BBBBBBB", "REFERENCE"));
        assertThat(books.exceptions()).isEmpty();
        assertThat(books.balances()).isEqualTo(Map.of("BANK", "20000", "BANK_IN_TRANSIT", "-20000"));
    }

    @Test
    void amountAndDaysAreEnoughWhereNothingElseHasThem() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-06");
        books.payout("po_1BBBBBBB", 10_000, "2026-11-20");
        books.november(
                Written.line("2026-11-13", 10_000, "", "some text"),
                Written.line("2026-11-19", 10_000, "", "other text"));

        assertThat(books.matched()).isEqualTo(Map.of("po_1AAAAAAA", "AMOUNT_DATE", "po_1BBBBBBB", "AMOUNT_DATE"));
    }

    @Test
    void theWindowIsABusinessDayBeforeToFiveAfter() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-09");
        books.november(
                Written.line("2026-11-05", 10_000, "", "too early"),
                Written.line("2026-11-17", 10_000, "", "too late"));

        assertThat(books.matched()).isEmpty();
        assertThat(books.exceptions().values())
                .containsExactlyInAnyOrder("BANK_LINE_UNMATCHED", "BANK_LINE_UNMATCHED", "PAYOUT_NOT_IN_BANK");
        var friday = new BankBooks(TestDatabase.fresh());
        friday.account();
        friday.payout("po_1AAAAAAA", 10_000, "2026-11-09");
        friday.november(Written.line("2026-11-06", 10_000, "", "the Friday before"));
        assertThat(friday.matched()).containsKey("po_1AAAAAAA");
    }

    @Test
    void theSenderDecidesWhereTheAmountLeavesADoubt() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-06");
        books.november(
                Written.line("2026-11-06", 10_000, "", "Smith"),
                Written.line("2026-11-06", 10_000, "", "STRIPE PAYMENTS"));

        assertThat(books.matched()).isEqualTo(Map.of("po_1AAAAAAA", "DESCRIPTOR"));
        assertThat(books.exceptions()).isEqualTo(Map.of("bl_" + books.line("Smith"), "BANK_LINE_UNMATCHED"));
    }

    @Test
    void aTieIsSuggestedAndNeverBooked() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-05");
        books.payout("po_1BBBBBBB", 10_000, "2026-11-06");
        books.november(Written.line("2026-11-06", 10_000, "", "STRIPE"));

        assertThat(books.matched()).isEmpty();
        assertThat(books.number("select count(*) from bank_suggestion where kind = 'TIE'"))
                .isEqualTo(2);
        assertThat(books.suggestions()).isEqualTo(Map.of("STRIPE", "TIE po_1BBBBBBB"));
    }

    @Test
    void aLineThatNamesAnotherPayoutIsVetoed() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-05");
        books.payout("po_1BBBBBBB", 7_000, "2026-11-05");
        books.november(
                Written.line("2026-11-05", 10_000, "", "STRIPE po_1BBBBBBB"),
                Written.line("2026-11-05", 7_000, "", "po_9unknown77"));

        assertThat(books.matched()).isEmpty();
        assertThat(books.suggestions()).isEqualTo(Map.of("STRIPE po_1BBBBBBB", "NAMED po_1BBBBBBB"));
    }

    @Test
    void mergedAndSplitDepositsAreBookedWhereTheyAreNamedAndSuggestedWhereNot() {
        books.payout("po_1AAAAAAA", 1_000, "2026-11-05");
        books.payout("po_1BBBBBBB", 2_000, "2026-11-06");
        books.payout("po_1CCCCCCC", 4_000, "2026-11-10");
        books.payout("po_1DDDDDDD", 8_000, "2026-11-16");
        books.payout("po_1EEEEEEE", 16_000, "2026-11-17");
        books.payout("po_1FFFFFFF", 32_000, "2026-11-19");
        books.november(
                Written.line("2026-11-06", 3_000, "", "po_1AAAAAAA po_1BBBBBBB"),
                Written.line("2026-11-10", 1_500, "", "po_1CCCCCCC a"),
                Written.line("2026-11-10", 2_500, "", "po_1CCCCCCC b"),
                Written.line("2026-11-17", 24_000, "", "merged"),
                Written.line("2026-11-19", 12_000, "", "split a"),
                Written.line("2026-11-20", 20_000, "", "split b"));

        assertThat(books.matched())
                .isEqualTo(Map.of("po_1AAAAAAA", "REFERENCE", "po_1BBBBBBB", "REFERENCE", "po_1CCCCCCC", "REFERENCE"));
        assertThat(books.suggestions())
                .isEqualTo(Map.of("merged", "MERGED po_1DDDDDDD+po_1EEEEEEE", "split a+split b", "SPLIT po_1FFFFFFF"));

        books.desk.match(
                MatchWish.whole(
                        List.of(books.line("merged")),
                        List.of(books.deposit("po_1DDDDDDD"), books.deposit("po_1EEEEEEE"))),
                BankBooks.ANNA);
        books.desk.match(
                MatchWish.whole(
                        List.of(books.line("split a"), books.line("split b")), List.of(books.deposit("po_1FFFFFFF"))),
                BankBooks.ANNA);

        assertThat(books.exceptions()).isEmpty();
        assertThat(books.balances()).isEqualTo(Map.of("BANK", "63000", "BANK_IN_TRANSIT", "-63000"));
    }

    @Test
    void moneyThatGoesBackIsMatchedAsWell() {
        books.payout("po_1AAAAAAA", -700, "2026-11-05");
        books.payout("po_1BBBBBBB", 5_000, "2026-11-09", "failed", null);
        books.payout("po_1CCCCCCC", 9_000, "2026-11-09", "failed", null);
        books.november(
                Written.line("2026-11-05", -700, "", "STRIPE debit"),
                Written.line("2026-11-09", 5_000, "", "STRIPE po_1BBBBBBB"),
                Written.line("2026-11-12", -5_000, "", "returned po_1BBBBBBB"));

        assertThat(books.matched())
                .isEqualTo(Map.of(
                        "po_1AAAAAAA", "AMOUNT_DATE", "po_1BBBBBBB", "REFERENCE", "po_1BBBBBBB:returned", "REFERENCE"));
        assertThat(books.exceptions()).isEmpty();
        assertThat(books.balances()).isEqualTo(Map.of("BANK", "-700", "BANK_IN_TRANSIT", "700"));
    }

    @Test
    void aPayoutThatFailedAfterItArrivedMustGoBack() {
        books.payout("po_1BBBBBBB", 5_000, "2026-11-09");
        books.november(Written.line("2026-11-09", 5_000, "", "STRIPE"));
        books.payout("po_1BBBBBBB", 5_000, "2026-11-09", "failed", null);

        books.match();

        assertThat(books.exceptions()).isEqualTo(Map.of("po_1BBBBBBB:returned", "PAYOUT_NOT_IN_BANK"));
    }

    @Test
    void aPayoutIsMissedOnlyOnDaysThatStatementsCover() {
        books.payout("po_1AAAAAAA", 5_000, "2026-11-09");
        books.payout("po_1BBBBBBB", 5_000, "2026-11-27");
        books.november();

        assertThat(books.exceptions()).isEqualTo(Map.of("po_1AAAAAAA", "PAYOUT_NOT_IN_BANK"));
        var gap = new BankBooks(TestDatabase.fresh());
        gap.account();
        gap.payout("po_1AAAAAAA", 5_000, "2026-11-09");
        gap.imports(Written.camt("A", "2026-11-01", "2026-11-10", 0, List.of()));
        gap.imports(Written.camt("C", "2026-11-12", "2026-11-20", 0, List.of()));
        assertThat(gap.exceptions()).isEmpty();
        gap.imports(Written.camt("B", "2026-11-11", "2026-11-11", 0, List.of()));
        assertThat(gap.exceptions()).containsKey("po_1AAAAAAA");
    }

    @Test
    void whatIsUndoneIsPostedBackAndNotMatchedAgainByItself() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-06");
        books.november(Written.line("2026-11-06", 10_000, "", "STRIPE"));
        long match = books.number("select id from bank_match");

        assertThatThrownBy(() -> books.desk.undo(match, " ", BankBooks.ANNA)).isInstanceOf(Rejection.class);
        books.desk.undo(match, "another payout", BankBooks.ANNA);
        books.match();

        assertThat(books.balances()).isEmpty();
        assertThat(books.matched()).isEmpty();
        assertThat(books.exceptions()).hasSize(2);
        assertThatThrownBy(() -> books.desk.undo(match, "again", BankBooks.ANNA))
                .hasMessageContaining("UNDONE");
        books.desk.match(
                MatchWish.whole(List.of(books.line("STRIPE")), List.of(books.deposit("po_1AAAAAAA"))), BankBooks.BERT);
        assertThat(books.matched()).isEqualTo(Map.of("po_1AAAAAAA", "PERSON"));
        assertThat(books.exceptions()).isEmpty();
    }

    @Test
    void aDifferenceNeedsAnAccountAReasonAndAboveTheThresholdASecondPerson() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-06");
        books.november(Written.line("2026-11-06", 4_990, "", "part"), Written.line("2026-11-09", -510, "", "bank fee"));
        var line = MatchWish.all(List.of(books.line("part")));
        var deposit = MatchWish.all(List.of(books.deposit("po_1AAAAAAA")));

        assertThatThrownBy(() -> books.desk.match(new MatchWish(line, deposit, null, "", false), BankBooks.ANNA))
                .hasMessageContaining("differ by -50.10 EUR");
        assertThatThrownBy(() ->
                        books.desk.match(new MatchWish(line, deposit, "PROCESSING_FEES", "", false), BankBooks.ANNA))
                .hasMessageContaining("why");
        assertThatThrownBy(() -> books.desk.match(new MatchWish(line, deposit, "NOT_OURS", "x", false), BankBooks.ANNA))
                .hasMessageContaining("is ours");
        var waiting = books.desk.match(
                new MatchWish(line, deposit, "PROCESSING_FEES", "correspondent bank", false), BankBooks.ANNA);
        assertThat(waiting.waits()).isTrue();
        assertThat(books.balances()).isEmpty();
        assertThat(books.exceptions()).containsKey("po_1AAAAAAA");
        assertThatThrownBy(() ->
                        books.desk.match(new MatchWish(line, deposit, "PROCESSING_FEES", "x", false), BankBooks.BERT))
                .hasMessageContaining("only 0.00 EUR is left");
        assertThatThrownBy(() -> books.desk.approve(waiting.id(), "ANNA@example.org"))
                .hasMessageContaining("yourself");

        books.desk.approve(waiting.id(), BankBooks.BERT);
        var fee = MatchWish.all(List.of(books.line("bank fee")));
        assertThat(books.desk
                        .match(new MatchWish(fee, List.of(), "PROCESSING_FEES", "transfer fee", false), BankBooks.ANNA)
                        .waits())
                .isFalse();

        assertThat(books.exceptions()).isEmpty();
        assertThat(books.balances())
                .isEqualTo(Map.of("BANK", "4480", "BANK_IN_TRANSIT", "-10000", "PROCESSING_FEES", "5520"));
        assertThatThrownBy(() -> books.desk.decline(waiting.id(), BankBooks.ANNA))
                .hasMessageContaining("MADE");
    }

    @Test
    void aLineIsSplitAndTheRestIsSetAside() {
        books.november(Written.line("2026-11-06", 15_000, "", "counter"));
        long slip = books.deposits.record(
                Deposits.Kind.CHEQUES,
                "slip 4711",
                new Money(10_000, "EUR"),
                LocalDate.of(2026, 11, 5),
                null,
                BankBooks.ANNA);
        long line = books.line("counter");

        books.desk.match(
                new MatchWish(List.of(new Part(line, 10_000L)), MatchWish.all(List.of(slip)), null, null, false),
                BankBooks.ANNA);
        assertThat(books.exceptions()).hasSize(1);
        assertThatThrownBy(() -> books.desk.match(
                        new MatchWish(List.of(new Part(line, 5_001L)), List.of(), "NOT_OURS", "x", false),
                        BankBooks.ANNA))
                .hasMessageContaining("only 50.00 EUR is left");
        var aside = books.desk.match(
                new MatchWish(List.of(new Part(line, 4_000L)), List.of(), "NOT_OURS", "rent we got", false),
                BankBooks.ANNA);
        assertThat(aside.waits()).isFalse();
        books.desk.match(
                new MatchWish(List.of(new Part(line, null)), List.of(), "ADJUSTMENTS", "found", false), BankBooks.ANNA);

        assertThat(books.exceptions()).isEmpty();
        assertThat(books.balances())
                .isEqualTo(Map.of("BANK", "11000", "BANK_IN_TRANSIT", "-10000", "ADJUSTMENTS", "-1000"));
        assertThatThrownBy(() -> books.deposits.withdraw(slip, BankBooks.ANNA)).hasMessageContaining("stays");
    }

    @Test
    void offlineDepositsMeetTheirLinesToo() {
        books.deposits.record(
                Deposits.Kind.CHEQUES,
                "SLIP-000123",
                new Money(7_500, "EUR"),
                LocalDate.of(2026, 11, 5),
                null,
                BankBooks.ANNA);
        books.deposits.record(
                Deposits.Kind.CASH, "box", new Money(3_300, "EUR"), LocalDate.of(2026, 11, 5), null, BankBooks.ANNA);
        books.november(
                Written.line("2026-11-20", 7_500, "", "cheques slip 000123"),
                Written.line("2026-11-06", 3_300, "", "cash"));

        assertThat(books.matched()).isEqualTo(Map.of("SLIP-000123", "REFERENCE", "box", "AMOUNT_DATE"));
        assertThatThrownBy(() -> books.deposits.record(null, "po_1", new Money(0, "EUR"), null, null, BankBooks.ANNA))
                .isInstanceOfSatisfying(
                        Rejection.class, no -> assertThat(no.faults()).hasSize(4));
        assertThatThrownBy(() -> books.deposits.record(
                        Deposits.Kind.CASH,
                        "box",
                        new Money(1, "EUR"),
                        LocalDate.of(2026, 11, 5),
                        null,
                        BankBooks.ANNA))
                .hasMessageContaining("recorded already");
    }

    @Test
    void aKillLeavesNothingAndRepeatingChangesNothing() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-06");
        books.november();
        books.payout("po_1BBBBBBB", 500, "2026-11-09");
        books.jdbi.useHandle(handle -> handle.execute("delete from settlement_exception"));
        assertThatThrownBy(() -> books.transactions.inNew(handle -> {
                    BankMatching.run(handle, LocalDate.of(2026, 11, 28), books.calendar.zone(), books.calendar.now());
                    throw new IllegalStateException("killed");
                }))
                .hasMessage("killed");
        assertThat(books.exceptions()).isEmpty();

        books.match();
        var after = books.exceptions();
        books.match();

        assertThat(after).hasSize(2);
        assertThat(books.exceptions()).isEqualTo(after);
    }

    @Test
    void theDatabaseItselfTakesNoMoreThanThereIs() {
        books.november(Written.line("2026-11-06", 100, "", "x"));
        long line = books.line("x");

        assertThatThrownBy(() -> books.jdbi.useTransaction(handle -> {
                    handle.execute(
                            "insert into bank_match (state, key, currency, made_by, made_at, difference_minor, difference_account, reason)"
                                    + " values ('MADE', 'PERSON', 'EUR', 'x', now(), 101, 'ADJUSTMENTS', 'y')");
                    handle.execute("insert into bank_match_line select max(id), ?, 101 from bank_match", line);
                }))
                .hasMessageContaining("more than is left");
        books.desk.match(
                new MatchWish(MatchWish.all(List.of(line)), List.of(), "NOT_OURS", "y", false), BankBooks.ANNA);
        assertThatThrownBy(() -> books.jdbi.useHandle(handle -> handle.execute("update bank_match set reason = 'z'")))
                .hasMessageContaining("never changes");
        assertThatThrownBy(() -> books.jdbi.useHandle(handle -> handle.execute("delete from bank_match")))
                .hasMessageContaining("append-only");
    }

    @Test
    void whatIsOpenIsListedWithWhatMayBeItAndSomebodyLooksAfterIt() {
        books.payout("po_1AAAAAAA", 10_000, "2026-11-05");
        books.payout("po_1BBBBBBB", 10_000, "2026-11-06");
        books.november(Written.line("2026-11-06", 10_000, "", "STRIPE"), Written.line("2026-11-07", -300, "", "Rent"));
        books.jdbi.useHandle(handle -> handle.execute(
                "insert into staff (email, name, password_hash, created_at) values (?, 'B', 'x', now())",
                BankBooks.BERT));
        long line = books.line("STRIPE");

        books.desk.assign(line, "BERT@example.org", BankBooks.ANNA);
        books.desk.comment(line, " asked the bank ", BankBooks.ANNA);
        assertThatThrownBy(() -> books.desk.assign(line, "nobody@example.org", BankBooks.ANNA))
                .isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> books.desk.comment(line, " ", BankBooks.ANNA)).isInstanceOf(Rejection.class);

        var page = books.queries.lines(BankQueries.Wanted.OPEN, null, 1);
        assertThat(page.items()).extracting(BankViews.Line::text).containsExactly("Rent");
        assertThat(books.queries.lines(BankQueries.Wanted.OPEN, page.next(), 1).items())
                .extracting(BankViews.Line::text)
                .containsExactly("STRIPE");
        assertThat(books.queries.countLines(new BankQueries.Wanted("OPEN", null, BankBooks.BERT, "stri")))
                .isOne();
        assertThat(books.queries.line(line)).hasValueSatisfying(found -> {
            assertThat(found.assignedTo()).isEqualTo(BankBooks.BERT);
            assertThat(found.comments()).isOne();
            assertThat(found.ageDays()).isEqualTo(23);
            assertThat(found.state()).isEqualTo("OPEN");
        });
        assertThat(books.queries.comments(line))
                .extracting(BankViews.Comment::text)
                .containsExactly("asked the bank");
        var suggestions = books.queries.suggestions(List.of(line));
        assertThat(suggestions).hasSize(2);
        var made = books.desk.accept(suggestions.get(0).id(), BankBooks.ANNA);

        assertThat(books.queries.match(made.id())).hasValueSatisfying(match -> {
            assertThat(match.key()).isEqualTo("SUGGESTION");
            assertThat(match.deposits()).extracting(BankViews.Part::name).containsExactly("po_1BBBBBBB");
        });
        assertThatThrownBy(() -> books.desk.accept(suggestions.get(1).id(), BankBooks.ANNA))
                .hasMessageContaining("any more");
        assertThat(books.queries.matchesOf(line)).hasSize(1);
        assertThat(books.queries.matches("MADE", null, 5).items()).hasSize(1);
        assertThat(books.queries.deposits(BankQueries.Wanted.OPEN, null, 5).items())
                .extracting(BankViews.Deposit::reference)
                .containsExactly("po_1AAAAAAA");
    }
}
