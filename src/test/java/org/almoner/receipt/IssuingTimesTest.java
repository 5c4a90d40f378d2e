package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.almoner.database.Rejection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a receipt goes out: at once, in the night, once a year, or when staff ask; by the issuer's custom and the donor's wish. */
class IssuingTimesTest {

    private final Office office = new Office();
    private final ReceiptPulse pulse = new ReceiptPulse(office.transactions, office.issue, office.calendar);

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void theNightIsTheCustomWhereNothingElseIsSaid() {
        gift("pi_1", office.rows.donor("Ann", "ann@example.org"), 120);
        pulse.beat();
        assertThat(numbers()).isEmpty();
        assertThat(office.nightly()).isEqualTo(1);
        office.regime("US", "NIGHTLY");
        gift("pi_2", office.rows.donor("Ben", "ben@example.org"), 120);
        pulse.beat();
        assertThat(numbers()).hasSize(1);
    }

    @Test
    void atOnceIsAMinuteAfterTheGiftIsCertain() {
        office.regime("US", "AT_ONCE");
        long donor = office.rows.donor("Ann", "ann@example.org");
        gift("pi_settled", donor, 61);
        gift("pi_fresh", donor, 59);
        gift("pi_old", donor, 4 * 86_400);
        office.rows.gift("pi_submitted_debit", donor, null, null);
        gift("pi_nobody", office.rows.donor("Ben", null), 120);

        pulse.beat();
        pulse.beat();

        assertThat(receipted()).containsExactly("pi_settled");
        assertThat(numbers()).containsExactly("REG-2027-000001");
        // what the pulse does not look at any more the night does
        assertThat(office.nightly()).isEqualTo(2);
    }

    @Test
    void whatWaitsIsLeftToTheNight() {
        office.regime("DE", "AT_ONCE");
        gift("pi_1", office.rows.donor("Ann", "ann@example.org"), 120);
        pulse.beat();
        assertThat(office.tasks.waiting()).singleElement().satisfies(waiting -> assertThat(waiting.missing())
                .contains(Lack.ADDRESS));
        pulse.beat();
        assertThat(numbers()).isEmpty();
    }

    @Test
    void pulseAndNightSideBySideGiveEachGiftOne() throws Exception {
        office.regime("US", "AT_ONCE");
        long donor = office.rows.donor("Ann", "ann@example.org");
        IntStream.range(0, 60).forEach(i -> gift("pi_" + i, donor, 120 + i));

        CompletableFuture.allOf(
                        CompletableFuture.runAsync(pulse::beat),
                        CompletableFuture.runAsync(office::nightly),
                        CompletableFuture.runAsync(pulse::beat))
                .get(60, TimeUnit.SECONDS);

        assertThat(numbers())
                .isEqualTo(IntStream.rangeClosed(1, 60)
                        .mapToObj(n -> Numbers.written("REG", 2027, n))
                        .toList());
        assertThat(receipted()).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void whoIssuesYearlyGetsNothingInTheNight() {
        office.regime("US", "YEARLY");
        long donor = office.donor("Ann", "ann@example.org", "US", "10001");
        gift("pi_1", donor, 120);
        gift("pi_2", donor, 180);
        assertThat(office.nightly()).isZero();
        pulse.beat();
        assertThat(numbers()).isEmpty();
        assertThat(office.statements.preview(2027)).isEqualTo(new YearlyStatements.Preview(2027, 1, 2));
    }

    @Test
    void aDonorsWishCountsBeforeTheCustom() {
        long yearly = office.rows.donor("Ann", "ann@example.org");
        long none = office.rows.donor("Ben", "ben@example.org");
        gift("pi_yearly", yearly, 120);
        gift("pi_none", none, 120);
        office.wishes.note(yearly, ReceiptWishes.Wish.YEARLY, Office.ACTOR);
        office.wishes.note(none, ReceiptWishes.Wish.NONE, Office.ACTOR);

        assertThat(office.nightly()).isZero();
        assertThat(office.yearly(2027, 10)).isEqualTo(1);
        assertThat(receipted()).containsExactly("pi_yearly");

        office.wishes.note(none, ReceiptWishes.Wish.ISSUER, Office.ACTOR);
        assertThat(office.wishes.of(none)).isEqualTo(ReceiptWishes.Wish.ISSUER);
        assertThat(office.nightly()).isEqualTo(1);
        assertThat(office.strings(
                        "select detail ->> 'wish' from audit_entry where action = 'donor.receipts.wished' order by id"))
                .containsExactly("YEARLY", "NONE", "ISSUER");
        refused(() -> office.wishes.note(99, ReceiptWishes.Wish.NONE, Office.ACTOR), "there is no donor 99");
        refused(() -> office.wishes.note(none, null, Office.ACTOR), "write ISSUER, YEARLY or NONE");
    }

    @Test
    void anAmericanDonorIsToldWhatTheyGotWhateverTheyWish() {
        office.regime("US", "NIGHTLY");
        long none = office.rows.donor("Ben", "ben@example.org");
        gift("pi_plain", none, 120);
        long dinner = gift("pi_dinner", none, 120);
        office.sql("insert into receipt_benefit values (?, 'A dinner', 900)", dinner);
        office.wishes.note(none, ReceiptWishes.Wish.NONE, Office.ACTOR);

        assertThat(office.nightly()).isEqualTo(1);
        assertThat(receipted()).containsExactly("pi_dinner");
    }

    @Test
    void staffMayAskForOneGiftsReceipt() {
        long donor = office.donor("Ann", null, "DE", "10115");
        gift("pi_1", donor, 120);
        assertThat(office.nightly()).isZero();

        String number = office.register.issue("pi_1", Office.ACTOR);

        assertThat(number).isEqualTo("ALM-2027-000001");
        assertThat(office.queue.waiting()).singleElement().satisfies(waiting -> {
            assertThat(waiting.number()).isEqualTo(number);
            assertThat(waiting.reason()).isEqualTo(PrintQueue.Reason.NO_EMAIL);
        });
        refused(() -> office.register.issue("pi_1", Office.ACTOR), "it has receipt " + number);
        office.register.cancel(number, "misspelt", Office.ACTOR);
        refused(() -> office.register.issue("pi_1", Office.ACTOR), "it had receipt " + number + "; replace that one");
        refused(() -> office.register.issue("pi_none", Office.ACTOR), "there is no gift");
        office.rows.gift("pi_pending", donor, null, null);
        refused(() -> office.register.issue("pi_pending", Office.ACTOR), "only a gift that was received");
        gift("pi_lost", office.rows.donor("Nobody", null), 120);
        refused(() -> office.register.issue("pi_lost", Office.ACTOR), "ADDRESS");
    }

    private long gift(String reference, long donor, int secondsAgo) {
        return office.rows.gift(reference, donor, null, Office.NOW.minus(Duration.ofSeconds(secondsAgo)));
    }

    private List<String> numbers() {
        return office.strings("select number from receipt order by number");
    }

    private List<String> receipted() {
        return office.strings(
                "select g.reference from receipted_gift x join gift g on g.id = x.gift_id order by g.reference");
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable deed, String why) {
        assertThatThrownBy(deed).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
