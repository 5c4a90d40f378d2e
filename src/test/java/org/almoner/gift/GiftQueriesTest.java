package org.almoner.gift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class GiftQueriesTest {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");

    private Jdbi jdbi;
    private Rows rows;
    private GiftQueries gifts;

    @BeforeEach
    void freshDatabase() {
        jdbi = TestDatabase.books();
        rows = new Rows(jdbi);
        gifts = new GiftQueries(jdbi);
    }

    @Test
    void showsAGiftWithAllThatIsKnownOfIt() {
        long donor = rows.donor("Zoë Ångström", "zoe@example.org");
        long campaign = rows.campaign("winter", "Winter appeal");
        long gift = rows.gift("pi_1", donor, campaign, NOON);
        rows.posting(gift, "txn_1:gross", "CHARGE", "STRIPE_CLEARING", "STRIPE_RECEIVABLE", 2700, "USD", NOON);
        rows.posting(gift, "txn_1:fee", "CHARGE_FEE", "PROCESSING_FEES", "STRIPE_CLEARING", 108, "USD", NOON);
        rows.posting(gift, "re_1", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 500, "EUR", NOON);
        rows.receipt("ALM-2026-1", gift, donor, new byte[] {1});

        var shown = only(new GiftFilter("pi_1", null, null, null, null, null, null));

        assertThat(shown.donor()).isEqualTo(new GiftView.Donor(donor, "Zoë Ångström", "zoe@example.org"));
        assertThat(shown.campaign()).isEqualTo(new GiftView.Named("winter", "Winter appeal"));
        assertThat(shown.fund().code()).isEqualTo("general");
        assertThat(shown.appeal()).isNull();
        assertThat(shown.amount()).isEqualTo(new Money(2500, "EUR"));
        assertThat(shown.fee()).isEqualTo(new Money(108, "USD"));
        assertThat(shown.net()).isEqualTo(new Money(2592, "USD"));
        assertThat(shown.refunded()).isEqualTo(new Money(500, "EUR"));
        assertThat(shown.status()).isEqualTo(GiftStatus.PARTIALLY_REFUNDED);
        assertThat(shown.receivedAt()).isEqualTo(NOON);
        assertThat(shown.receipts()).containsExactly("ALM-2026-1");
        assertThat(gifts.find(gift)).contains(shown);
    }

    @Test
    void aPendingGiftHasNoFeeNoNetAndNoMoment() {
        rows.gift("pi_pending", null, null, null);

        var shown = only(new GiftFilter(null, null, null, GiftStatus.PENDING, null, null, null));

        assertThat(shown.donor()).isNull();
        assertThat(shown.fee()).isNull();
        assertThat(shown.net()).isNull();
        assertThat(shown.receivedAt()).isNull();
        assertThat(shown.receipts()).isEmpty();
    }

    @Test
    void pagesThroughAllOfThemOnceNewestFirst() {
        for (int i = 0; i < 11; i++) {
            // several at the same instant, and some pending in between
            rows.gift("pi_" + i, null, null, i % 4 == 3 ? null : NOON.plusSeconds(i / 3));
        }

        var seen = new ArrayList<GiftView>();
        String after = null;
        do {
            Page<GiftView> page = gifts.page(GiftFilter.ALL, after, 3);
            assertThat(page.items()).hasSizeLessThanOrEqualTo(3);
            seen.addAll(page.items());
            after = page.next();
        } while (after != null);

        assertThat(seen).extracting(GiftView::reference).hasSize(11).doesNotHaveDuplicates();
        assertThat(seen).isEqualTo(gifts.slice(GiftFilter.ALL, 0, 100));
        assertThat(gifts.slice(GiftFilter.ALL, 4, 2)).isEqualTo(seen.subList(4, 6));
        assertThat(gifts.count(GiftFilter.ALL)).isEqualTo(11);
    }

    @Test
    void aFullLastPageHasNoNext() {
        rows.gift("pi_1", null, null, NOON);
        rows.gift("pi_2", null, null, NOON);

        assertThat(gifts.page(GiftFilter.ALL, null, 2).next()).isNull();
    }

    @Test
    void refusesACursorItDidNotHandOut() {
        assertThatThrownBy(() -> gifts.page(GiftFilter.ALL, "nonsense", 10)).isInstanceOf(Cursor.BadCursor.class);
    }

    @Test
    void everyFilterLeavesOnlyWhatItAsksFor() {
        long zoe = rows.donor("Zoë 100%_Ångström", "zoe@example.org");
        long wei = rows.donor("王偉", "wei@example.org");
        long winter = rows.campaign("winter", "Winter");
        rows.gift("pi_old", zoe, null, NOON.minusSeconds(86_400));
        rows.gift("pi_winter", zoe, winter, NOON);
        rows.gift("pi_wei", wei, null, NOON.plusSeconds(60));
        rows.gift("pi_pending", wei, winter, null);

        assertThat(references(new GiftFilter(null, zoe, null, null, null, null, null)))
                .containsExactly("pi_winter", "pi_old");
        assertThat(references(new GiftFilter(null, null, "winter", null, null, null, null)))
                .containsExactlyInAnyOrder("pi_winter", "pi_pending");
        assertThat(references(new GiftFilter(null, null, "nowhere", null, null, null, null)))
                .isEmpty();
        assertThat(references(new GiftFilter(null, null, null, GiftStatus.RECEIVED, null, null, null)))
                .hasSize(3);
        assertThat(references(new GiftFilter(null, null, null, null, NOON, NOON.plusSeconds(60), null)))
                .containsExactly("pi_winter");
        assertThat(references(new GiftFilter(null, null, null, null, null, null, "王")))
                .containsExactlyInAnyOrder("pi_wei", "pi_pending");
        assertThat(references(new GiftFilter(null, null, null, null, null, null, "ZOE@")))
                .hasSize(2);
        assertThat(references(new GiftFilter(null, null, null, null, null, null, " pi_old ")))
                .containsExactly("pi_old");
        assertThat(references(new GiftFilter(null, null, null, null, null, null, "100%_")))
                .as("wildcards are plain characters")
                .hasSize(2);
        assertThat(references(new GiftFilter(null, null, null, null, null, null, "e_a")))
                .isEmpty();
    }

    private GiftView only(GiftFilter filter) {
        var items = gifts.page(filter, null, 10).items();
        assertThat(items).hasSize(1);
        return items.get(0);
    }

    private List<String> references(GiftFilter filter) {
        var found = gifts.page(filter, null, 10).items();
        assertThat(gifts.count(filter)).isEqualTo(found.size());
        return found.stream().map(GiftView::reference).toList();
    }
}
