package org.almoner.dunning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.almoner.database.Rejection;
import org.almoner.mail.LetterSource;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Cards that are about to expire, told of once, and when not. */
class CardNoticesTest {

    private final FailedPlans books = new FailedPlans();

    @BeforeEach
    void aPlanWithACardUntilTheEndOfNovember() {
        books.plan("sub_1", "Ann", "ann@example.org");
        card("pm_1", "2026-12-01");
        books.sql("insert into plan_schedule (plan_id, since, amount_minor, currency, interval_unit, interval_count)"
                + " select id, started_at, 2500, 'EUR', 'MONTH', 1 from recurring_plan");
        books.policies.save(new CardPolicy(true, 30, 1), "ann@example.org");
    }

    @Test
    void oneMailForACardAndItsExpiry() {
        books.now = java.time.Instant.parse("2026-10-31T01:30:00Z");
        assertThat(books.cards().run()).as("31 days ahead").isZero();
        books.now = java.time.Instant.parse("2026-11-01T01:30:00Z");
        assertThat(books.cards().preview(new CardPolicy(false, 30, 1))).isEqualTo(1);
        assertThat(books.cards().run()).isEqualTo(1);
        books.now = java.time.Instant.parse("2026-11-02T01:30:00Z");
        assertThat(books.cards().run()).isZero();
        assertThat(books.mails()).containsExactly("ann@example.org CARD_EXPIRY");
        assertThat(books.cards().preview(new CardPolicy(false, 30, 1))).isZero();
    }

    @Test
    void theLetterNamesTheCardAndItsLastDay() {
        books.sql("update donor set languages = '{de}'");
        books.cards().run();
        var letter = books.cardLetters.write(entry(), Mailbox.of("us@example.org"));
        assertThat(letter.subject()).isEqualTo("Die Karte für Ihre regelmäßige Spende läuft bald ab");
        assertThat(letter.text())
                .contains("30. November 2026", "Visa •••• 4242", "25,00", "https://give.example.org/giving/");
        assertThat(letter.language()).isEqualTo(Locale.GERMAN);
        assertThat(letter.attachment()).isNull();
    }

    @Test
    void aCardThatItsBankRenewedIsNotToldOf() {
        books.sql("update stripe_payment_method set expires_on = '2029-12-01'");
        assertThat(books.cards().run()).isZero();
    }

    @Test
    void aCardThatIsRenewedBeforeTheLetterWentOutIsNotToldOf() {
        books.cards().run();
        books.sql("update stripe_payment_method set expires_on = '2029-12-01'");
        assertThatThrownBy(() -> books.cardLetters.write(entry(), Mailbox.of("us@example.org")))
                .isInstanceOf(LetterSource.NotNeeded.class)
                .hasMessage("the card was renewed");
    }

    @Test
    void whenTheRenewedCardExpiresInItsTurnItIsToldOfAgain() {
        books.cards().run();
        books.sql("update stripe_payment_method set expires_on = '2027-01-01'");
        books.now = java.time.Instant.parse("2026-12-15T01:30:00Z");
        assertThat(books.cards().run()).isEqualTo(1);
    }

    @Test
    void nobodyIsToldOfACardThatPaysNothingAnyMore() {
        for (var state : new String[] {
            "paused = true",
            "status = 'canceled', ended_at = now()",
            "status = 'past_due'",
            "donor_id = null",
            "cancel_at = '2026-11-20T00:00:00Z'"
        }) {
            books.sql("update recurring_plan set " + state);
            assertThat(books.cards().run()).as(state).isZero();
            books.sql("update recurring_plan set paused = false, status = 'active', ended_at = null, cancel_at = null,"
                    + " donor_id = (select max(id) from donor)");
        }
        books.sql("update donor set email = null");
        assertThat(books.cards().run()).as("no address").isZero();
        books.sql("update donor set email = 'ann@example.org'");
        assertThat(books.cards().run()).isEqualTo(1);
    }

    @Test
    void aCardThatIsGoodForTheNextTwoInstalmentsWaits() {
        books.sql("insert into plan_statement (plan_id, at, place, digest, status, paused, amount_minor, currency,"
                + " interval_unit, interval_count) select id, now() + interval '1 second', 0, 'y', 'active', false, 2500,"
                + " 'EUR', 'WEEK', 1 from recurring_plan");
        assertThat(books.cards().run()).as("valid for weeks to come").isZero();
        books.now = java.time.Instant.parse("2026-11-25T01:30:00Z");
        assertThat(books.cards().run()).isEqualTo(1);
    }

    @Test
    void anotherCardOfThePlanIsWhatCounts() {
        card("pm_2", "2030-01-01");
        books.sql("update recurring_plan set payment_method = 'pm_2'");
        assertThat(books.cards().run()).isZero();
    }

    @Test
    void aPolicyThatDoesNotHoldIsRefused() {
        assertThatThrownBy(() -> books.policies.save(new CardPolicy(true, 0, 2), "ann@example.org"))
                .isInstanceOf(Rejection.class)
                .hasMessageContaining("1 to 90");
        assertThatThrownBy(() -> books.policies.save(new CardPolicy(true, 20, 1), "ann@example.org"))
                .isInstanceOfSatisfying(
                        Rejection.class, refused -> assertThat(refused.reason()).isEqualTo(Rejection.Reason.STALE));
    }

    private Outbox.Entry entry() {
        return books.jdbi.withHandle(handle -> handle.createQuery("select * from mail_outbox")
                .map((row, context) -> new Outbox.Entry(
                        row.getObject("id", java.util.UUID.class),
                        row.getString("kind"),
                        row.getLong("about_id"),
                        row.getString("recipient"),
                        row.getString("language"),
                        row.getString("message_id"),
                        row.getTimestamp("dated").toInstant(),
                        0))
                .one());
    }

    private void card(String id, String expires) {
        books.sql(
                "insert into stripe_payment_method (id, stripe_account, livemode, customer, type, brand, last4, expires_on,"
                        + " as_of) select '" + id + "', '', true, customer, 'card', 'visa', '4242', '" + expires
                        + "', '2026-01-01' from recurring_plan");
    }
}
