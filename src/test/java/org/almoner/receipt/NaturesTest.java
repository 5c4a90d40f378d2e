package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.almoner.database.Rejection;
import org.almoner.money.Money;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Gifts in kind and waivers of expenses are noted before the receipt, where the regime has a page for them. */
class NaturesTest {

    private static final Nature PIANO = new Nature(
            Nature.Kind.IN_KIND,
            "Klavier, Bechstein",
            "12 Jahre",
            "gut erhalten",
            new Money(800_000, "EUR"),
            "Gutachten",
            Nature.Origin.PRIVATE,
            null);

    private final Office office = new Office();

    @BeforeEach
    void aGift() {
        office.rows.gift("pi_1", office.donor("Ann", "ann@example.org", "DE", "10115"), null, Office.GIVEN);
    }

    @AfterEach
    void close() {
        office.close();
    }

    @Test
    void isNotedChangedAndRemoved() {
        office.regime("DE", "NIGHTLY");
        office.natures.note("pi_1", Nature.waiver(), Office.ACTOR);
        office.natures.note("pi_1", PIANO, Office.ACTOR);
        assertThat(office.natures.find("pi_1")).contains(PIANO);
        office.natures.remove("pi_1", Office.ACTOR);
        office.natures.remove("pi_1", Office.ACTOR);
        assertThat(office.natures.find("pi_1")).isEmpty();
        assertThat(office.strings("select action from audit_entry order by id"))
                .containsExactly("gift.nature.noted", "gift.nature.noted", "gift.nature.removed");
    }

    @Test
    void goesByPostToBeSignedWhateverTheCustom() {
        office.regime("DE", "YEARLY");
        office.natures.note("pi_1", PIANO, Office.ACTOR);

        assertThat(office.nightly()).isEqualTo(1);

        assertThat(office.one(Long.class, "select count(*) from mail_outbox")).isZero();
        assertThat(office.queue.waiting()).singleElement().satisfies(waiting -> assertThat(waiting.reason())
                .isEqualTo(PrintQueue.Reason.SIGNATURE));
        assertThat(office.one(String.class, "select facts #>> '{gift,nature,description}' from receipt"))
                .isEqualTo("Klavier, Bechstein");
        refused(() -> office.natures.note("pi_1", PIANO, Office.ACTOR), "it has receipt REG-2027-000001");
        refused(() -> office.natures.remove("pi_1", Office.ACTOR), "it has receipt REG-2027-000001");
    }

    @Test
    void aWaiverMayStandInACollectiveOneWhichIsThenSigned() {
        office.regime("DE", "YEARLY");
        office.natures.note("pi_1", Nature.waiver(), Office.ACTOR);
        assertThat(office.nightly()).isZero();
        assertThat(office.yearly(2026, 10)).isEqualTo(1);
        assertThat(office.queue.waiting())
                .extracting(PrintQueue.Waiting::reason)
                .containsExactly(PrintQueue.Reason.SIGNATURE);
    }

    @Test
    void isRefusedWhereItCannotStand() {
        refused(() -> office.natures.note("pi_1", PIANO, Office.ACTOR), "no page for it");
        office.regime("US", "NIGHTLY");
        refused(() -> office.natures.note("pi_1", Nature.waiver(), Office.ACTOR), "no page for it");
        refused(() -> office.natures.note("pi_1", things(null), Office.ACTOR), "write what was given");
        office.natures.note("pi_1", things("A piano"), Office.ACTOR);
        office.sql("update receipt_issuer set regime = 'DE', prefix = 'DEX'");
        refused(() -> office.natures.note("pi_1", things("Klavier"), Office.ACTOR), "how old it is");
        refused(() -> office.natures.note("pi_1", things("x".repeat(301)), Office.ACTOR), "at most 300");
        refused(
                () -> office.natures.note(
                        "pi_1", new Nature(null, "x", null, null, null, null, null, null), Office.ACTOR),
                "IN_KIND for things");
        refused(
                () -> office.natures.note(
                        "pi_1",
                        new Nature(
                                Nature.Kind.IN_KIND,
                                "x",
                                "1",
                                "gut",
                                new Money(1, "USD"),
                                "y",
                                Nature.Origin.PRIVATE,
                                null),
                        Office.ACTOR),
                "in EUR");
        refused(() -> office.natures.note("pi_9", PIANO, Office.ACTOR), "there is no gift");
    }

    @Test
    void aRegimeThatLostItsPageLetsTheGiftWait() {
        office.regime("US", "NIGHTLY");
        office.natures.note("pi_1", things("A piano"), Office.ACTOR);
        office.sql("update receipt_issuer set regime = 'GB', prefix = 'GBX'");
        assertThat(office.nightly()).isZero();
        assertThat(office.tasks.waiting()).singleElement().satisfies(waiting -> assertThat(waiting.missing())
                .contains(Lack.NATURE));
    }

    private static Nature things(String description) {
        return new Nature(Nature.Kind.IN_KIND, description, null, null, null, null, null, null);
    }

    private static void refused(org.assertj.core.api.ThrowableAssert.ThrowingCallable deed, String why) {
        assertThatThrownBy(deed).isInstanceOf(Rejection.class).hasMessageContaining(why);
    }
}
