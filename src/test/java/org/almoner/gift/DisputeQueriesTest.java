package org.almoner.gift;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.almoner.database.Page;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DisputeQueriesTest {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private Jdbi jdbi;
    private DisputeQueries disputes;

    @BeforeEach
    void someDisputes() {
        jdbi = TestDatabase.books();
        disputes = new DisputeQueries(jdbi);
        Rows rows = new Rows(jdbi);
        rows.gift("pi_1", rows.donor("Zoë Ångström", "zoe@example.org"), null, NOON);
        jdbi.useHandle(handle -> handle.execute(
                "insert into charge (id, stripe_account, livemode, gift_reference, amount_minor, currency, status, created_at)"
                        + " values ('ch_1', '', true, 'pi_1', 2500, 'EUR', 'succeeded', now())"));
        dispute("du_1", "needs_response", 0, null);
        dispute("du_2", "warning_under_review", 1, null);
        dispute("du_3", "lost", 2, 1000L);
        dispute("du_4", "a_word_of_tomorrow", 3, null);
        dispute("du_5", "appeal_needs_response", 3, null);
    }

    @Test
    void theNewestComesFirstAndPagesMeet() {
        Page<DisputeView> first = disputes.page(new DisputeFilter(null, null, null, null), null, 2);
        Page<DisputeView> second = disputes.page(new DisputeFilter(null, null, null, null), first.next(), 3);

        assertThat(ids(first.items())).containsExactly("du_5", "du_4");
        assertThat(ids(second.items())).containsExactly("du_3", "du_2", "du_1");
        assertThat(second.next()).isNull();
        assertThat(ids(disputes.slice(new DisputeFilter(null, null, null, null), 1, 2)))
                .containsExactly("du_4", "du_3");
    }

    @Test
    void aStageHasItsStatusesAndAnUnknownOneIsUnderWay() {
        assertThat(ids(disputes.slice(DisputeFilter.TO_ANSWER, 0, 9))).containsExactly("du_5", "du_1");
        assertThat(disputes.count(DisputeFilter.TO_ANSWER)).isEqualTo(2);
        assertThat(ids(disputes.slice(new DisputeFilter(DisputeStage.UNDER_WAY, null, null, null), 0, 9)))
                .containsExactly("du_4", "du_2");
        assertThat(ids(disputes.slice(new DisputeFilter(DisputeStage.ENDED, null, null, null), 0, 9)))
                .containsExactly("du_3");
    }

    @Test
    void whatIsKnownOfItIsShownWithItsGiftAndDonor() {
        DisputeView lost = disputes.find("du_3").orElseThrow();

        assertThat(lost.gift()).isEqualTo("pi_1");
        assertThat(lost.donor().name()).isEqualTo("Zoë Ångström");
        assertThat(lost.amount()).isEqualTo(new Money(2500, "EUR"));
        assertThat(lost.cameBack()).isEqualTo(new Money(1000, "EUR"));
        assertThat(lost.due()).isEqualTo(NOON.plusSeconds(864_000));
        assertThat(disputes.find("du_nobody")).isEmpty();
    }

    private void dispute(String id, String status, int hours, Long back) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into dispute (id, stripe_account, livemode, charge, amount_minor, currency, status, reason,"
                        + " evidence_due_by, withdrawn, reinstated_minor, created_at)"
                        + " values (?, '', true, 'ch_1', 2500, 'EUR', ?, 'fraudulent', ?, true, ?, ?)",
                id,
                status,
                NOON.plusSeconds(864_000),
                back,
                NOON.plusSeconds(3_600L * hours)));
    }

    private static List<String> ids(List<DisputeView> found) {
        return found.stream().map(DisputeView::id).toList();
    }
}
