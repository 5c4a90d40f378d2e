package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Exceptions are given to people, talked about and found again. */
class ExceptionDeskTest extends SettledBooks {

    private static final String FIN = "fin@example.org";

    private final Calendar calendar = new Calendar(
            Clock.fixed(Instant.parse("2026-11-20T09:00:00Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final ExceptionDesk desk =
            new ExceptionDesk(Transactions.over(jdbi), new AuditTrail(jdbi, calendar), calendar);
    private final ExceptionQueries exceptions = new ExceptionQueries(jdbi, calendar);
    private final ExceptionStory story = new ExceptionStory(jdbi);

    @BeforeEach
    void twoExceptions() {
        jdbi.useHandle(handle -> handle.execute(
                "insert into staff (email, name, password_hash, active, created_at) values"
                        + " (?, 'Fin', 'x', true, now()), ('left@example.org', 'Left', 'x', false, now())",
                FIN));
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        gift("pi_2", "ch_2", 2500, "EUR");
        balance("txn_2", 2400, 63, "EUR", "charge", "ch_2", null);
        close();
    }

    private long id(String reference) {
        return exceptions
                .page(new ExceptionFilter(null, null, null, reference), null, 1)
                .items()
                .get(0)
                .id();
    }

    @Test
    void oneOfStaffLooksAfterItUntilSomebodyElseDoes() {
        long id = id("txn_1");
        desk.assign(id, " FIN@example.org ", FIN);
        desk.assign(id, FIN, FIN);
        assertThat(exceptions.find(id).orElseThrow().assignee()).isEqualTo(FIN);
        assertThat(listed(ExceptionFilter.of(ExceptionView.Status.OPEN, null, null, "main", FIN)))
                .containsExactly("txn_1");
        assertThat(listed(ExceptionFilter.of(null, null, null, null, ExceptionFilter.NOBODY)))
                .containsExactly("txn_2");
        desk.assign(id, null, FIN);
        assertThat(exceptions.find(id).orElseThrow().assignee()).isNull();
        assertThat(story.deeds(id)).extracting(ExceptionStory.Deed::deed).containsExactly("assigned", "released");
        assertThat(story.people()).extracting(ExceptionStory.Person::email).containsExactly(FIN);
    }

    @Test
    void nobodyStrangeGetsItAndNothingThatIsOverIsGiven() {
        long id = id("txn_1");
        for (String stranger : List.of("nobody@example.org", "left@example.org")) {
            assertThatThrownBy(() -> desk.assign(id, stranger, FIN))
                    .isInstanceOfSatisfying(Rejection.class, no -> assertThat(no.faults())
                            .extracting(Rejection.Fault::field)
                            .containsExactly("assignee"));
        }
        assertThatThrownBy(() -> desk.assign(999, FIN, FIN)).isInstanceOf(Rejection.class);
        gift("pi_1", "ch_1", 2500, "EUR");
        close();
        assertThatThrownBy(() -> desk.assign(id, FIN, FIN)).hasMessageContaining("over");
        assertThat(count("audit_entry")).isZero();
    }

    @Test
    void whatIsSaidStays() {
        long id = id("txn_1");
        desk.comment(id, "  asked Stripe  ", FIN);
        desk.comment(id, "they answered", FIN);
        assertThat(story.notes(id))
                .extracting(ExceptionStory.Note::text)
                .containsExactly("they answered", "asked Stripe");
        assertThatThrownBy(() -> desk.comment(id, " ", FIN)).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> desk.comment(id, "x".repeat(2001), FIN)).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> desk.comment(999, "x", FIN)).isInstanceOf(Rejection.class);
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute("update exception_note set text = 'other'")))
                .isInstanceOf(RuntimeException.class);
        assertThat(texts("select action from audit_entry"))
                .containsOnly("exception.commented")
                .hasSize(2);
    }

    @Test
    void itLeadsToAllThatItIsAbout() {
        jdbi.useHandle(handle -> handle.execute(
                "insert into stripe_event (event_id, stripe_account, livemode, type, object_id, received_at, origin, sha256, body)"
                        + " values ('evt_1', '', false, 'charge.succeeded', 'ch_2', now(), 'WEBHOOK', 'a', 'b')"));
        assertThat(story.things(id("txn_2")))
                .extracting(thing -> thing.kind() + " " + thing.id())
                .containsExactly("transaction txn_2", "source ch_2", "gift pi_2", "event evt_1");
        assertThat(story.things(id("txn_1")))
                .extracting(ExceptionStory.Thing::id)
                .containsExactly("txn_1", "ch_1");
    }

    @Test
    void theyAreFoundByAge() {
        LocalDate day = LocalDate.of(2026, 11, 19);
        var all = ExceptionFilter.of(null, null, null, null, null);
        assertThat(listed(all.aged(Ageing.Band.DAYS_8_30, day, calendar))).containsExactlyInAnyOrder("txn_2", "txn_1");
        assertThat(listed(all.aged(Ageing.Band.DAYS_3_7, day, calendar))).isEmpty();
        assertThat(listed(all.aged(Ageing.Band.DAYS_0_2, LocalDate.of(2026, 11, 13), calendar)))
                .hasSize(2);
        assertThat(listed(all.aged(Ageing.Band.DAYS_0_2, LocalDate.of(2026, 11, 14), calendar)))
                .isEmpty();
        assertThat(listed(all.about("txn_2"))).containsExactly("txn_2");
        assertThat(listed(ExceptionFilter.of(ExceptionView.Status.WRITTEN_OFF, null, null, null, null)))
                .isEmpty();
    }

    private List<String> listed(ExceptionFilter filter) {
        return exceptions.slice(filter, 0, 10).stream()
                .map(ExceptionView::reference)
                .toList();
    }
}
