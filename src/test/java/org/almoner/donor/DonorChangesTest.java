package org.almoner.donor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What donors ask for is decided once, by a person who sees what it changes, and what stood before is kept. */
class DonorChangesTest {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final Jdbi jdbi = TestDatabase.books();
    private final Calendar calendar = new Calendar(Clock.fixed(NOW, ZoneOffset.UTC), ZoneOffset.UTC);
    private final DonorQueries queries = new DonorQueries(jdbi);
    private final List<DonorDraft> drafts = new ArrayList<>();
    private final DonorChanges changes = new DonorChanges(
            jdbi, Transactions.over(jdbi), calendar, new AuditTrail(jdbi, calendar), new Written(), queries);
    private long donor;
    private long id;

    /** Keeps what would be written through the container. */
    private final class Written extends Donors {
        @Override
        public void change(long donor, int version, DonorDraft draft, String actor) {
            int now = queries.find(donor).orElseThrow().version();
            if (now != version) {
                throw Rejection.stale(version, now);
            }
            drafts.add(draft);
        }
    }

    @BeforeEach
    void somebodyAsks() {
        donor = new Rows(jdbi).donor("Ana Perez", "ana@example.org");
        jdbi.useHandle(handle -> handle.execute(
                "insert into donor_address (donor_id, lines, postcode, city, region, country,"
                        + " since) values (?, '{Calle Mayor 1}', '28013', 'Madrid', 'MD', 'ES', now())",
                donor));
        var wished = new DonorChange.Details(
                "Ana Pérez", new DonorDraft.Address(List.of("Calle Nueva 2"), "28013", "Madrid", null, "ES"));
        assertThat(changes.ask(donor, wished, "n1")).isEqualTo(DonorChanges.Outcome.ASKED);
        id = changes.waitingOf(donor).orElseThrow().id();
    }

    @Test
    void acceptedItHoldsAndWhatStoodBeforeIsKept() {
        assertThat(changes.count(true)).isOne();
        changes.accept(id, version(), "fay@example.org");
        assertThat(drafts).hasSize(1);
        var draft = drafts.get(0);
        assertThat(draft.name()).isEqualTo("Ana Pérez");
        assertThat(draft.email()).isEqualTo("ana@example.org");
        assertThat(draft.address())
                .isEqualTo(new DonorDraft.Address(List.of("Calle Nueva 2"), "28013", "Madrid", "MD", "ES"));
        var decided = changes.find(id).orElseThrow();
        assertThat(decided.state()).isEqualTo("ACCEPTED");
        assertThat(decided.decidedBy()).isEqualTo("fay@example.org");
        assertThat(decided.present().name()).isEqualTo("Ana Perez");
        assertThat(decided.present().address().lines()).containsExactly("Calle Mayor 1");
        assertThat(changes.count(true)).isZero();
        assertThatThrownBy(() -> changes.accept(id, version(), "fay@example.org"))
                .hasMessageContaining("already");
        assertThatThrownBy(() -> changes.refuse(id, "Late", "fay@example.org")).hasMessageContaining("already");
        String trail = jdbi.withHandle(
                handle -> handle.createQuery("select string_agg(action || detail, ' ' order by id) from audit_entry")
                        .mapTo(String.class)
                        .one());
        assertThat(trail).isEqualTo("donor.change.asked{} donor.change.accepted{}");
    }

    @Test
    void refusedItChangesNothingAndTheReasonStays() {
        assertThatThrownBy(() -> changes.refuse(id, " ", "fay@example.org")).isInstanceOf(Rejection.class);
        changes.refuse(id, "Not the same person", "fay@example.org");
        assertThat(drafts).isEmpty();
        assertThat(changes.find(id).orElseThrow().reason()).isEqualTo("Not the same person");
        assertThat(changes.page(true, null, 10).items()).isEmpty();
        assertThat(changes.page(false, null, 10).items()).hasSize(1);
    }

    @Test
    void whoeverLookedAtAnOlderDonorLooksAgain() {
        int seen = version();
        jdbi.useHandle(handle -> handle.execute("update donor set version = version + 1"));
        assertThatThrownBy(() -> changes.accept(id, seen, "fay@example.org")).hasMessageContaining("read it again");
        assertThatThrownBy(() -> changes.accept(99, 0, "fay@example.org")).hasMessageContaining("no request 99");
    }

    @Test
    void whoMovesToAnotherCountryKeepsNoRegion() {
        var wished = new DonorChange.Details(
                "Ana", new DonorDraft.Address(List.of("Rua Nova 3"), "1100", "Lisboa", null, "PT"));
        changes.ask(donor, wished, "n2");
        changes.accept(changes.waitingOf(donor).orElseThrow().id(), version(), "fay@example.org");
        assertThat(drafts.get(0).address().region()).isNull();
        assertThat(drafts.get(0).country()).isEqualTo("PT");
    }

    private int version() {
        return queries.find(donor).orElseThrow().version();
    }
}
