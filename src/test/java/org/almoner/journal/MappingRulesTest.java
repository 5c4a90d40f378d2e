package org.almoner.journal;

import static org.almoner.journal.JournalBooks.FIN;
import static org.almoner.journal.JournalBooks.NOON;
import static org.almoner.journal.JournalBooks.NOVEMBER;
import static org.almoner.journal.JournalBooks.draft;
import static org.almoner.journal.JournalBooks.monthly;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.YearMonth;
import java.util.List;
import org.almoner.database.Rejection;
import org.almoner.journal.MappingRule.Restriction;
import org.almoner.money.Money;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MappingRulesTest {

    private static final YearMonth OCTOBER = NOVEMBER.minusMonths(1);
    private static final YearMonth DECEMBER = NOVEMBER.plusMonths(1);

    private final JournalBooks books = new JournalBooks().ready();

    @BeforeEach
    void moreAccounts() {
        books.account("4100", "Restricted contributions", AccountType.INCOME);
        books.account("4200", "Offline contributions", AccountType.INCOME);
        books.fund("wells", "PURPOSE");
    }

    @Test
    void theRuleThatNamesMostHolds() {
        books.rules.add(restricted("4100"), NOVEMBER, null, FIN);
        books.rules.add(
                new MappingRule.Draft("main", "GIFT_INCOME", "wells", "cheque", null, "EUR", "4200", "D1", "P1"),
                NOVEMBER,
                null,
                FIN);
        books.gift("pi_1", "general", 100, "EUR", "stripe", NOON);
        books.gift("pi_2", "wells", 200, "EUR", "stripe", NOON);
        books.gift("k_3", "wells", 300, "EUR", "cheque", NOON);

        long id = books.journals.make(monthly(NOVEMBER), FIN);

        assertThat(books.batches.lines(id, null, 9).items())
                .filteredOn(line -> !line.debit())
                .extracting(line -> line.account() + " " + line.amount().minor() + line.department() + line.project())
                .containsExactly("4000 100", "4100 200", "4200 300D1P1");
    }

    @Test
    void twoRulesThatNameAsManyAndDisagreeAreRefusedUntilAThirdAnswersForBoth() {
        books.rules.add(draft("GIFT_INCOME", "wells", "4100"), NOVEMBER, null, FIN);
        var byChannel = new MappingRule.Draft(null, "GIFT_INCOME", null, "cheque", null, null, "4200", "", "");
        refused("GIFT_INCOME, wells, cheque", () -> books.rules.add(byChannel, NOVEMBER, null, FIN));
        assertThat(books.ruleList.count(MappingQueries.Wanted.ALL)).isEqualTo(5);

        long both = books.rules.add(
                new MappingRule.Draft(null, "GIFT_INCOME", "wells", "cheque", null, null, "4200", "", ""),
                NOVEMBER,
                null,
                FIN);
        books.rules.add(byChannel, NOVEMBER, null, FIN);

        refused("both fit", () -> books.rules.end(both, DECEMBER, FIN));
    }

    @Test
    void aChangeIsAnotherRowFromAMonthOn() {
        long changed = books.rules.add(draft("GIFT_INCOME", null, "4100"), DECEMBER, null, FIN);

        var old = books.ruleList.find(3).orElseThrow();
        assertThat(old.to()).isEqualTo(NOVEMBER);
        assertThat(old.endedBy()).isEqualTo(FIN);
        assertThat(old.holds(NOVEMBER)).isTrue();
        assertThat(old.holds(DECEMBER)).isFalse();
        assertThat(books.ruleList.find(changed).orElseThrow().holds(DECEMBER)).isTrue();
        assertThat(books.ruleList.slice(new MappingQueries.Wanted(DECEMBER, "GIFT_INCOME", null), 0, 9))
                .extracting(MappingRule::id)
                .containsExactly(changed);
        assertThat(books.jdbi.<Integer, RuntimeException>withHandle(handle -> handle.createQuery(
                                "select count(*)::int from audit_entry where action = 'mapping.added'")
                        .mapTo(Integer.class)
                        .one()))
                .isEqualTo(5);
    }

    @Test
    void whatABatchWasMadeByIsNeverRewritten() {
        books.gift("pi_1", "general", 100, "EUR", "stripe", NOON);
        long batch = books.journals.make(monthly(NOVEMBER), FIN);

        refused(
                "batch 1 of main took GIFT_INCOME of 2026-11",
                () -> books.rules.add(draft("GIFT_INCOME", null, "4100"), NOVEMBER, null, FIN));
        refused("batch 1 of main", () -> books.rules.end(3, OCTOBER, FIN));
        books.rules.add(draft("GIFT_INCOME", "wells", "4100"), NOVEMBER, null, FIN);
        books.rules.add(draft("GIFT_INCOME", null, "4100"), DECEMBER, null, FIN);

        books.journals.reverse(batch, "wrong account", FIN);
        books.rules.add(draft("GIFT_INCOME", null, "4200"), NOVEMBER, NOVEMBER, FIN);
        long again = books.journals.make(monthly(NOVEMBER), FIN);
        assertThat(books.batches.lines(again, null, 9).items())
                .extracting(JournalLine::account)
                .containsExactly("1010", "4200");
    }

    @Test
    void aRuleIsTriedOnAMonthAndNothingIsKept() {
        books.gift("pi_1", "general", 100, "EUR", "stripe", NOON);
        books.gift("pi_2", "wells", 250, "EUR", "stripe", NOON);
        books.journals.make(monthly(NOVEMBER), FIN);

        var trial = books.rules.tryOn("main", NOVEMBER, List.of(restricted("4100")), FIN);

        assertThat(trial.lines())
                .extracting(line -> line.account() + " " + line.fund() + " "
                        + line.now().minor() + " " + line.then().minor())
                .containsExactly("4000 wells -250 0", "4100 wells 0 -250");
        assertThat(trial.lines().get(0).difference()).isEqualTo(new Money(250, "EUR"));
        assertThat(trial.unmapped()).isZero();
        assertThat(books.ruleList.count(MappingQueries.Wanted.ALL)).isEqualTo(4);
        assertThat(books.ruleList.find(3).orElseThrow().to()).isNull();
    }

    @Test
    void aTrialShowsWhatItWouldMap() {
        books.post("r", "SETTLEMENT", "RESERVES", "STRIPE_CLEARING", 7, "EUR", null, NOON);

        var trial = books.rules.tryOn("main", NOVEMBER, List.of(draft("RESERVES", null, "1010")), FIN);

        assertThat(trial.unmapped()).isEqualTo(1);
        assertThat(trial.unmappedThen()).isZero();
        refused("1 to 200 rules", () -> books.rules.tryOn("main", NOVEMBER, List.of(), FIN));
    }

    @Test
    void whatDoesNotHoldIsRefusedAtItsField() {
        refused("an account that is in the chart", () -> books.rule("REFUNDS", "9999"));
        refused("write one of [STRIPE_RECEIVABLE", () -> books.rule("NOTHING", "4000"));
        refused("no fund x", () -> books.rules.add(draft("REFUNDS", "x", "4000"), NOVEMBER, null, FIN));
        refused("not before the first", () -> books.rules.add(draft("REFUNDS", null, "4000"), NOVEMBER, OCTOBER, FIN));
        refused(
                "three capital letters",
                () -> books.rules.add(
                        new MappingRule.Draft(null, null, null, "a b", null, "eur", "4000", "", ""),
                        NOVEMBER,
                        null,
                        FIN));
        refused("no mapping rule 99", () -> books.rules.end(99, NOVEMBER, FIN));
        refused("2026-10 or later", () -> books.rules.end(1, OCTOBER.minusMonths(1), FIN));
        books.rules.end(1, OCTOBER, FIN);
        assertThat(books.ruleList.find(1).orElseThrow().voided()).isTrue();
        refused("ends in 2026-10 already", () -> books.rules.end(1, NOVEMBER, FIN));
    }

    private static MappingRule.Draft restricted(String account) {
        return new MappingRule.Draft(
                null, "GIFT_INCOME", null, null, Restriction.WITH_DONOR_RESTRICTIONS, null, account, "", "");
    }

    private static void refused(String why, Runnable deed) {
        assertThatThrownBy(deed::run).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
