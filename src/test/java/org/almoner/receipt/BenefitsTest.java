package org.almoner.receipt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a donor got in return is noted before the receipt, in the gift's currency, where the regime knows such gifts. */
class BenefitsTest {

    private static final Instant NOW = Instant.parse("2026-11-20T12:00:00Z");
    private static final String ACTOR = "fin@example.org";

    private final Jdbi jdbi = TestDatabase.books();
    private final Rows rows = new Rows(jdbi);
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final AuditTrail trail = new AuditTrail(jdbi, calendar);
    private final Benefits benefits = new Benefits(jdbi, Transactions.over(jdbi), trail);

    private long gift;

    @BeforeEach
    void aGift() {
        gift = rows.gift("pi_1", rows.donor("Ann", "ann@example.org"), null, NOW);
    }

    @Test
    void isNotedChangedAndRemoved() {
        regime("US");
        benefits.note("pi_1", dinner(900), ACTOR);
        benefits.note("pi_1", dinner(1_000), ACTOR);
        assertThat(benefits.find("pi_1")).contains(dinner(1_000));
        benefits.remove("pi_1", ACTOR);
        benefits.remove("pi_1", ACTOR);
        assertThat(benefits.find("pi_1")).isEmpty();
        long lines = jdbi.withHandle(
                handle -> handle.createQuery("select count(*) from audit_entry where subject_id = 'pi_1'")
                        .mapTo(Long.class)
                        .one());
        assertThat(lines).isEqualTo(3);
    }

    @Test
    void isRefusedWhereItCannotStand() {
        refused(dinner(900), "gift");
        regime("DE");
        refused(dinner(900), "gift");
        regime("CA");
        refused(new ReceiptDocument.Benefit("Dinner", new Money(900, "CAD")), "value");
        refused(dinner(0), "value");
        refused(new ReceiptDocument.Benefit("Dinner", null), "value");
        refused(new ReceiptDocument.Benefit(" ", new Money(900, "EUR")), "description");
        assertThatThrownBy(() -> benefits.note("pi_none", dinner(900), ACTOR)).hasMessageContaining("pi_none");
        rows.receipt("ALM-2026-1", gift, 1, new byte[] {1});
        refused(dinner(900), "gift");
        assertThatThrownBy(() -> benefits.remove("pi_1", ACTOR)).hasMessageContaining("void that one");
    }

    private void refused(ReceiptDocument.Benefit benefit, String field) {
        assertThatThrownBy(() -> benefits.note("pi_1", benefit, ACTOR))
                .isInstanceOfSatisfying(Rejection.class, refused -> assertThat(refused.faults())
                        .extracting(Rejection.Fault::field)
                        .containsExactly(field));
    }

    private void regime(String regime) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into receipt_issuer (legal_entity_id, regime, prefix, legal_name) values (1, ?, 'ABC', 'A')"
                        + " on conflict (legal_entity_id) do update set regime = excluded.regime",
                regime));
    }

    private static ReceiptDocument.Benefit dinner(long minor) {
        return new ReceiptDocument.Benefit("Dinner", new Money(minor, "EUR"));
    }
}
