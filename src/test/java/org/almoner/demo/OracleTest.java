package org.almoner.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import org.almoner.demo.Donation.Codes;
import org.junit.jupiter.api.Test;

/** Goal: the oracle reads the contract right. Method: one small story per reading, with the answer written out by hand. */
class OracleTest {
    private static final Instant START = Instant.parse("2026-10-05T10:00:00Z");
    private static final Person DONOR = new Person(1, "Ελένη Βλάχος", "eleni@example.org", "el", "GR", "eur");
    private static final Codes CODES = new Codes("spring-2026", "general", "banner", null);
    private static final YearMonth OCTOBER = YearMonth.of(2026, 10);

    private final Scenario story = Scenario.begin(1, START);

    @Test
    void feesComeFromTheChargesOwnTransactionInItsCurrency() {
        String gift = story.payments().give(Donation.card(DONOR, 10_000, "chf", CODES));
        assertThat(oracle().gift(gift).fee()).isNull();
        days(1);
        Oracle.Gift known = oracle().gift(gift);
        assertThat(known.settlement()).isEqualTo("eur");
        assertThat(known.fee() + known.net()).isBetween(10_400L, 10_800L);
        assertThat(known.receiptDue()).isTrue();
    }

    @Test
    void aBouncedRefundNoLongerCounts() {
        String gift = story.payments().give(Donation.card(DONOR, 10_000, "eur", CODES));
        days(1);
        story.reversals().refund(gift, 3_000);
        String second = story.reversals().refund(gift, 2_000);
        assertThat(oracle().gift(gift).status()).isEqualTo("PARTIALLY_REFUNDED");
        assertThat(oracle().gift(gift).refunded()).isEqualTo(5_000);
        story.reversals().bounce(second);
        assertThat(oracle().gift(gift).refunded()).isEqualTo(3_000);
        assertThat(oracle().lines(OCTOBER).get(0).refunds()).isEqualTo(-3_000);
    }

    @Test
    void disputesFollowTheMoney() {
        String asked = story.payments().give(Donation.card(DONOR, 1_000, "eur", CODES));
        String won = story.payments().give(Donation.card(DONOR, 2_000, "eur", CODES));
        String lost = story.payments().give(Donation.card(DONOR, 3_000, "eur", CODES));
        days(1);
        story.reversals().inquire(asked);
        String first = story.reversals().dispute(won);
        String second = story.reversals().dispute(lost);
        assertThat(oracle().gift(asked).status()).isEqualTo("RECEIVED");
        assertThat(oracle().gift(won).status()).isEqualTo("DISPUTED");
        story.reversals().win(first, true);
        story.reversals().lose(second);
        days(7);
        assertThat(oracle().gift(won).status()).isEqualTo("RECEIVED");
        assertThat(oracle().gift(lost).status()).isEqualTo("CHARGED_BACK");
        Oracle.Line line = oracle().lines(OCTOBER).get(0);
        assertThat(line.disputes()).isEqualTo(-3_000);
        long chargeFees = oracle().gifts().stream().mapToLong(Oracle.Gift::fee).sum();
        assertThat(line.fees()).isEqualTo(-chargeFees - 2_000);
    }

    @Test
    void aBankDebitIsPendingThenReceivedOrFailedAndItsMoneyCountsFromTheStart() {
        String good = story.payments().give(Donation.debit(DONOR, 5_000, CODES));
        String bad = story.payments().giveFailingDebit(Donation.debit(DONOR, 7_000, CODES));
        assertThat(oracle().gift(good).status()).isEqualTo("PENDING");
        assertThat(oracle().lines(OCTOBER).get(0).charges()).isEqualTo(12_000);
        days(6);
        assertThat(oracle().gift(good).status()).isEqualTo("RECEIVED");
        assertThat(oracle().gift(good).receivedAt()).isEqualTo(START.plus(Duration.ofDays(5)));
        assertThat(oracle().gift(bad).status()).isEqualTo("FAILED");
        assertThat(oracle().gift(bad).receiptDue()).isFalse();
        assertThat(oracle().lines(OCTOBER).get(0).charges()).isEqualTo(5_000);
        assertThat(oracle().lines(OCTOBER).get(0).fees()).isEqualTo(-35);
    }

    @Test
    void namesWhatTheBooksCannotExplain() {
        String charge = story.payments().chargeWithoutIntent(Donation.card(DONOR, 900, "eur", CODES));
        days(1);
        String odd = story.movement("mystery", "moon_tax", -77, "eur");
        story.movement("reserved_funds", "risk_reserved_funds", -100, "eur");
        assertThat(oracle().gifts()).isEmpty();
        assertThat(oracle().findings())
                .containsExactly(
                        new Oracle.Finding(
                                OCTOBER,
                                "MISSING_GIFT",
                                Json.text(story.world().get(charge), "balance_transaction"),
                                900,
                                "eur"),
                        new Oracle.Finding(OCTOBER, "UNKNOWN_CATEGORY", odd, -77, "eur"));
        Oracle.Line line = oracle().lines(OCTOBER).get(0);
        assertThat(line.unexplained()).isEqualTo(-77);
        assertThat(line.adjustments()).isEqualTo(-100);
    }

    @Test
    void cutsMonthsInTheOrganisationsZone() {
        story.world().runUntil(Instant.parse("2026-10-31T23:30:00Z"));
        story.payments().give(Donation.card(DONOR, 900, "eur", CODES));
        days(1);
        assertThat(oracle().months()).containsExactly(YearMonth.of(2026, 11));
    }

    @Test
    void noAddressNoReceipt() {
        Person silent = new Person(2, "王小明", null, "zh", "TW", "eur");
        String gift = story.payments().give(Donation.card(silent, 900, "eur", CODES));
        assertThat(oracle().gift(gift).status()).isEqualTo("RECEIVED");
        assertThat(oracle().receiptsDue()).isZero();
    }

    private Oracle oracle() {
        return new Oracle(story.world(), DemoMonth.ZONE);
    }

    private void days(int days) {
        story.world().runUntil(story.world().now().plus(Duration.ofDays(days)));
    }
}
