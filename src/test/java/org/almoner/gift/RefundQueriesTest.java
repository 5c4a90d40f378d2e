package org.almoner.gift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.almoner.database.Cursor;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Orders and the refunds that Stripe told of are one list, in which each refund stands once. */
class RefundQueriesTest {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private Jdbi jdbi;
    private RefundQueries refunds;

    @BeforeEach
    void someRefunds() {
        jdbi = TestDatabase.books();
        refunds = new RefundQueries(jdbi);
        var rows = new Rows(jdbi);
        rows.gift("pi_1", null, null, NOON);
        rows.gift("pi_2", null, null, NOON);
        jdbi.useHandle(
                handle -> handle.execute(
                        "insert into charge (id, stripe_account, livemode, gift_reference,"
                                + " amount_minor, currency, status, created_at) values ('ch_2', '', true, 'pi_2', 2500, 'EUR', 'succeeded', now())"));
        // two orders, one of them at Stripe, and three of Stripe's own: all at two moments
        order("pi_1", 100, null, NOON);
        order("pi_1", 200, "re_own", NOON.plusSeconds(60));
        refund("re_own", null, "pi_1", NOON.plusSeconds(60));
        refund("re_a", null, "pi_1", NOON);
        refund("re_b", "ch_2", null, NOON);
        refund("re_c", null, null, NOON.plusSeconds(60));
    }

    /** One that is at Stripe, or one that waits for a second person. */
    private void order(String gift, long amount, String refund, Instant at) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into refund_order (gift_id, amount_minor, currency, reason, second_person, state, requested_by,"
                        + " requested_at, refund_id, sent_at)"
                        + " select id, ?, 'EUR', 'duplicate', ?, ?, 'ren@example.org', ?, ?, ? from gift where reference = ?",
                amount,
                refund == null,
                refund == null ? "REQUESTED" : "SENT",
                at,
                refund,
                refund == null ? null : at,
                gift));
    }

    private void refund(String id, String charge, String gift, Instant at) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into refund (id, stripe_account, livemode, charge, gift_reference, amount_minor, currency, status,"
                        + " created_at) values (?, '', true, ?, ?, 300, 'EUR', 'succeeded', ?)",
                id,
                charge,
                gift,
                at));
    }

    @Test
    void theNewestComeFirstAndEachOnceHoweverThePagesAreCut() {
        var all = List.of("2 re_own", "null re_c", "1 null", "null re_b", "null re_a");
        assertThat(names(refunds.page(RefundFilter.ALL, null, 50).items())).isEqualTo(all);
        assertThat(refunds.count(RefundFilter.ALL)).isEqualTo(5);
        for (int size = 1; size <= 5; size++) {
            var seen = new ArrayList<String>();
            String after = null;
            do {
                var page = refunds.page(RefundFilter.ALL, after, size);
                seen.addAll(names(page.items()));
                after = page.next();
            } while (after != null);
            assertThat(seen).as("pages of " + size).isEqualTo(all);
            assertThat(names(refunds.slice(RefundFilter.ALL, size - 1, 1))).containsExactly(all.get(size - 1));
        }
        assertThatThrownBy(() -> refunds.page(RefundFilter.ALL, "made up", 5)).isInstanceOf(Cursor.BadCursor.class);
    }

    @Test
    void everyFilterNarrowsBothKinds() {
        assertThat(listed(new RefundFilter(RefundState.REQUESTED, null, null, null)))
                .containsExactly("1 null");
        assertThat(refunds.count(RefundFilter.WAITING)).isOne();
        assertThat(listed(new RefundFilter(RefundState.ELSEWHERE, null, null, null)))
                .containsExactly("null re_c", "null re_b", "null re_a");
        assertThat(listed(new RefundFilter(null, "pi_2", null, null))).containsExactly("null re_b");
        assertThat(listed(new RefundFilter(null, "pi_1", null, null)))
                .containsExactly("2 re_own", "1 null", "null re_a");
        assertThat(listed(new RefundFilter(null, null, NOON.plusSeconds(1), null)))
                .containsExactly("2 re_own", "null re_c");
        assertThat(listed(new RefundFilter(null, null, null, NOON.plusSeconds(1))))
                .containsExactly("1 null", "null re_b", "null re_a");
    }

    @Test
    void anOrderShowsWhatStripeMadeOfIt() {
        assertThat(refunds.find(2)).hasValueSatisfying(sent -> {
            assertThat(sent.state()).isEqualTo(RefundState.SENT);
            assertThat(sent.refundStatus()).isEqualTo("succeeded");
            assertThat(sent.open()).isFalse();
        });
        assertThat(refunds.find(1)).hasValueSatisfying(waiting -> {
            assertThat(waiting.refundStatus()).isNull();
            assertThat(waiting.open()).isTrue();
        });
        assertThat(refunds.find(3)).isEmpty();
        assertThat(refunds.page(new RefundFilter(null, "pi_2", null, null), null, 5)
                        .items())
                .singleElement()
                .satisfies(other -> assertThat(other.gift()).isEqualTo("pi_2"));
    }

    private List<String> listed(RefundFilter filter) {
        return names(refunds.page(filter, null, 50).items());
    }

    private static List<String> names(List<RefundView> shown) {
        return shown.stream().map(refund -> refund.id() + " " + refund.refund()).toList();
    }
}
