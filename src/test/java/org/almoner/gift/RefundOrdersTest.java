package org.almoner.gift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Reason;
import org.almoner.database.Rows;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RefundOrdersTest {

    private static final Instant NOON = Instant.parse("2026-11-10T12:00:00Z");
    private static final String REN = "ren@example.org";
    private static final String SAM = "sam@example.org";

    private Jdbi jdbi;
    private Rows rows;
    private RefundQueries refunds;
    private RefundErrands errands;
    private RefundOrders orders;
    private long gift;

    @BeforeEach
    void freshDatabase() {
        jdbi = TestDatabase.books();
        rows = new Rows(jdbi);
        refunds = new RefundQueries(jdbi);
        var calendar = new Calendar(Clock.fixed(NOON, ZoneOffset.UTC), ZoneOffset.UTC);
        errands = new RefundErrands(Transactions.over(jdbi), new AuditTrail(jdbi, calendar), calendar);
        orders = with("20 EUR, 15000 JPY");
        gift = rows.gift("pi_1", null, rows.campaign("winter", "Winter"), NOON);
    }

    private RefundOrders with(String approvalFrom) {
        var calendar = new Calendar(Clock.fixed(NOON, ZoneOffset.UTC), ZoneOffset.UTC);
        return new RefundOrders(
                Transactions.over(jdbi),
                new SecondPerson(Optional.ofNullable(approvalFrom), "EUR"),
                new AuditTrail(jdbi, calendar),
                calendar);
    }

    @Test
    void aSmallRefundGoesByItselfAndIsLaidToWhoOrderedIt() {
        var ordered = orders.order("pi_1", draft(1_000L), REN, null);

        var shown = refunds.find(ordered.id()).orElseThrow();
        assertThat(ordered.secondPerson()).isFalse();
        assertThat(shown.state()).isEqualTo(RefundState.APPROVED);
        assertThat(shown.amount()).isEqualTo(new Money(1_000, "EUR"));
        assertThat(shown.requestedBy()).isEqualTo(REN);
        assertThat(shown.note()).isEqualTo("called us");
        assertThat(orders.left("pi_1")).contains(new Money(1_500, "EUR"));
        assertThat(audit()).containsExactly(REN + " refund.ordered");
        assertThat(errands.take()).hasValueSatisfying(errand -> {
            assertThat(errand.gift()).isEqualTo("pi_1");
            assertThat(errand.key()).startsWith("almoner-refund-").hasSizeGreaterThan(40);
            assertThat(errand.attempt()).isEqualTo(1);
        });
        assertThat(errands.take()).isEmpty();
    }

    @Test
    void withoutAnAmountAllThatIsLeftIsGivenBack() {
        rows.posting(gift, "re_0:refund", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 700, "EUR", NOON);

        var ordered = orders.order("pi_1", draft(null), REN, null);

        assertThat(refunds.find(ordered.id()).orElseThrow().amount()).isEqualTo(new Money(1_800, "EUR"));
        assertThat(orders.left("pi_1")).contains(new Money(0, "EUR"));
    }

    @Test
    void aLargeOneWaitsForSomebodyElse() {
        var ordered = orders.order("pi_1", draft(2_000L), REN, null);

        assertThat(ordered.secondPerson()).isTrue();
        assertThat(errands.take()).isEmpty();
        assertRejected(
                Reason.DUPLICATE, "you asked for it yourself", () -> orders.approve(ordered.id(), "REN@example.org"));

        orders.approve(ordered.id(), SAM);

        assertThat(refunds.find(ordered.id()).orElseThrow().decidedBy()).isEqualTo(SAM);
        assertThat(errands.take()).isPresent();
        assertRejected(Reason.DUPLICATE, "this one is SENDING", () -> orders.approve(ordered.id(), SAM));
        assertRejected(Reason.DUPLICATE, "this one is SENDING", () -> orders.decline(ordered.id(), SAM));
        assertRejected(Reason.UNKNOWN, "refund 99", () -> orders.approve(99, SAM));
        assertThat(audit()).containsExactly(REN + " refund.ordered", SAM + " refund.approved");
    }

    @Test
    void anAmountCutIntoPiecesNeedsTwoAsTheWholeDoes() {
        assertThat(orders.order("pi_1", draft(1_900L), REN, null).secondPerson())
                .isFalse();
        assertThat(orders.order("pi_1", draft(100L), REN, null).secondPerson()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"EUR, 1999, false", "EUR, 2000, true", "JPY, 14999, false", "JPY, 15000, true", "USD, 1, true"})
    void eachCurrencyHasItsOwnLimitOrNone(String currency, long minor, boolean two) {
        assertThat(new SecondPerson(Optional.of("20 EUR, 15000 JPY"), "EUR").needed(new Money(minor, currency)))
                .isEqualTo(two);
    }

    @Test
    void withoutASettingAHundredOfTheBaseCurrencyIsTheLimit() {
        var usual = new SecondPerson(Optional.empty(), "JPY");

        assertThat(usual.needed(new Money(99, "JPY"))).isFalse();
        assertThat(usual.needed(new Money(100, "JPY"))).isTrue();
        assertThat(usual.needed(new Money(1, "EUR"))).isTrue();
        assertThatThrownBy(() -> new SecondPerson(Optional.of("100"), "EUR"))
                .hasMessageContaining("ALMONER_REFUND_APPROVAL_FROM");
    }

    @Test
    void anotherDeclinesAndWhoAskedWithdraws() {
        var declined = orders.order("pi_1", draft(2_500L), REN, null).id();
        orders.decline(declined, SAM);
        var withdrawn = orders.order("pi_1", draft(2_500L), REN, null).id();
        orders.decline(withdrawn, REN);
        var hasty = orders.order("pi_1", draft(100L), REN, null).id();
        orders.decline(hasty, REN);

        assertThat(refunds.find(declined).orElseThrow().state()).isEqualTo(RefundState.DECLINED);
        assertThat(refunds.find(withdrawn).orElseThrow().state()).isEqualTo(RefundState.WITHDRAWN);
        assertThat(refunds.find(hasty).orElseThrow().state()).isEqualTo(RefundState.WITHDRAWN);
        assertThat(orders.left("pi_1")).contains(new Money(2_500, "EUR"));
        assertThat(errands.take()).isEmpty();
        assertRejected(Reason.DUPLICATE, "this one is DECLINED", () -> orders.approve(declined, SAM));
    }

    @Test
    void everyValueIsRefusedAtItsFieldAndAllTogether() {
        assertThatThrownBy(
                        () -> orders.order("pi_1", new RefundDraft(2_501L, "USD", "mood", "x".repeat(501)), REN, null))
                .isInstanceOfSatisfying(Rejection.class, rejection -> {
                    assertThat(rejection.reason()).isEqualTo(Reason.INVALID);
                    assertThat(rejection.faults())
                            .extracting(Rejection.Fault::field)
                            .containsExactly("currency", "amount", "reason", "note");
                    assertThat(rejection).hasMessageContaining("at most 25.00 EUR is left");
                });
        assertRejected(Reason.INVALID, "above zero", () -> orders.preview("pi_1", draft(0L)));
        assertRejected(Reason.INVALID, "above zero", () -> orders.preview("pi_1", draft(-5L)));
        assertRejected(Reason.UNKNOWN, "gift pi_no", () -> orders.preview("pi_no", draft(1L)));
        assertThat(count()).isZero();
    }

    @Test
    void aGiftThatIsNotReceivedHereCannotBeGivenBackHere() {
        rows.gift("pi_pending", null, null, null);
        rows.gift("K-1", null, null, NOON);
        rows.gift("pi_other", null, null, NOON);
        rows.gift("pi_disputed", null, null, NOON);
        jdbi.useHandle(handle -> {
            handle.execute("update gift set found_by = 'KEYED' where reference = 'K-1'");
            handle.execute("update gift set stripe_account = 'acct_2' where reference = 'pi_other'");
            handle.execute("update gift set disputed_minor = 2500 where reference = 'pi_disputed'");
        });

        assertRejected(Reason.DUPLICATE, "this one is PENDING", () -> orders.preview("pi_pending", draft(1L)));
        assertRejected(Reason.DUPLICATE, "the way it came", () -> orders.preview("K-1", draft(1L)));
        assertRejected(Reason.DUPLICATE, "acct_2", () -> orders.preview("pi_other", draft(1L)));
        assertRejected(Reason.DUPLICATE, "this one is DISPUTED", () -> orders.preview("pi_disputed", draft(1L)));
        assertThat(orders.left("pi_pending")).contains(new Money(0, "EUR"));
        assertThat(orders.left("pi_no")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"ISK, 150, 200", "KWD, 1005, 1010", "UGX, 1, 100"})
    void amountsThatStripeDoesNotTakeAreRefusedBefore(String currency, long wrong, long right) {
        jdbi.useHandle(handle -> handle.execute("update gift set currency = ? where id = ?", currency, gift));

        assertRejected(Reason.INVALID, "minor units of " + currency, () -> orders.preview("pi_1", draft(wrong)));
        assertThat(orders.preview("pi_1", draft(right)).amount().minor()).isEqualTo(right);
    }

    @Test
    void thePreviewTellsWhatWillChangeAndChangesNothing() {
        rows.gift("pi_2", null, null, NOON);
        rows.receipt("ALM-2026-7", gift, rows.donor("Ana", "ana@example.org"), new byte[] {1});
        rows.posting(gift, "re_0:refund", "REFUND", "REFUNDS", "STRIPE_RECEIVABLE", 500, "EUR", NOON);

        var part = orders.preview("pi_1", draft(1_000L));

        assertThat(part.left()).isEqualTo(new Money(2_000, "EUR"));
        assertThat(part.leftAfter()).isEqualTo(new Money(1_000, "EUR"));
        assertThat(part.status()).isEqualTo(GiftStatus.PARTIALLY_REFUNDED);
        assertThat(part.statusAfter()).isEqualTo(GiftStatus.PARTIALLY_REFUNDED);
        assertThat(part.receipts()).containsExactly("ALM-2026-7");
        assertThat(part.campaign().code()).isEqualTo("winter");
        assertThat(part.campaignRaised()).isEqualTo(new Money(2_000, "EUR"));
        assertThat(part.campaignRaisedAfter()).isEqualTo(new Money(1_000, "EUR"));
        assertThat(part.secondPerson()).isFalse();
        var all = orders.preview("pi_1", draft(null));
        assertThat(all.statusAfter()).isEqualTo(GiftStatus.REFUNDED);
        assertThat(all.secondPerson()).isTrue();
        var nobodys = orders.preview("pi_2", draft(1L));
        assertThat(nobodys.campaign()).isNull();
        assertThat(nobodys.receipts()).isEmpty();
        assertThat(count()).isZero();
    }

    @Test
    void whoDecidesSeesWhatWillChangeUntilItIsOnItsWay() {
        var asked = orders.preview("pi_1", draft(2_200L));
        long id = orders.order("pi_1", draft(2_200L), REN, null).id();

        assertThat(orders.preview(id)).contains(asked);
        orders.approve(id, SAM);
        assertThat(orders.preview(id)).contains(asked);
        errands.take();
        assertThat(orders.preview(id)).isEmpty();
        assertThat(orders.preview(99)).isEmpty();
    }

    @Test
    void theSameKeyGivesTheSameOrderAndNeverAnother() {
        var first = orders.order("pi_1", draft(null), REN, "key-1");

        var again = orders.order("pi_1", draft(null), REN, "key-1");

        assertThat(again.id()).isEqualTo(first.id());
        assertThat(again.again()).isTrue();
        assertThat(count()).isOne();
        assertRejected(Reason.DUPLICATE, "another refund", () -> orders.order("pi_1", draft(7L), REN, "key-1"));
        rows.gift("pi_2", null, null, NOON);
        assertRejected(Reason.DUPLICATE, "another refund", () -> orders.order("pi_2", draft(null), REN, "key-1"));
        assertThat(orders.order("pi_2", draft(null), SAM, "key-1").again()).isFalse();
    }

    @Test
    void twoAtOnceNeverGiveBackMoreThanThereIs() throws Exception {
        var outcomes = atOnce(
                () -> orders.order("pi_1", draft(1_500L), REN, null),
                () -> orders.order("pi_1", draft(1_500L), SAM, null));

        assertThat(outcomes).filteredOn(Optional::isEmpty).hasSize(1);
        assertThat(outcomes.stream().flatMap(Optional::stream)).singleElement().satisfies(refusal -> assertThat(refusal)
                .hasMessageContaining("at most 10.00 EUR is left"));
        assertThat(count()).isOne();
    }

    @Test
    void twoAtOnceUnderOneKeyAreOne() throws Exception {
        var outcomes = atOnce(
                () -> orders.order("pi_1", draft(null), REN, "key-1"),
                () -> orders.order("pi_1", draft(null), REN, "key-1"));

        assertThat(outcomes).allMatch(Optional::isEmpty);
        assertThat(count()).isOne();
    }

    @Test
    void theDatabaseItselfRefusesTooMuchTwoEyesAndSecondThoughts() throws Exception {
        var outcomes = atOnce(() -> insert(1_500), () -> insert(1_500));
        assertThat(outcomes.stream().flatMap(Optional::stream)).singleElement().satisfies(refusal -> assertThat(refusal)
                .hasMessageContaining("only 1000 is left to refund"));
        long id = orders.order("pi_1", draft(1_000L), REN, null).id();

        assertRefused("never changes what it asks for", "update refund_order set amount_minor = 1");
        assertRefused(
                "refund_order_four_eyes",
                "update refund_order set state = 'APPROVED', next_at = now() where id = " + id);
        assertRefused(
                "refund_order_four_eyes",
                "update refund_order set state = 'APPROVED', next_at = now(), decided_by = 'REN@example.org' where id = "
                        + id);
        assertRefused("append-only", "delete from refund_order");
        orders.decline(id, SAM);
        assertRefused("nor how it ended", "update refund_order set state = 'REQUESTED' where id = " + id);
    }

    private void insert(long amount) {
        jdbi.useTransaction(handle -> handle.execute(
                "insert into refund_order (gift_id, amount_minor, currency, reason, second_person, state, requested_by,"
                        + " requested_at, next_at) values (?, ?, 'EUR', 'duplicate', false, 'APPROVED', 'x', now(), now())",
                gift,
                amount));
    }

    private void assertRefused(String words, String sql) {
        assertThatThrownBy(() -> jdbi.useHandle(handle -> handle.execute(sql))).hasMessageContaining(words);
    }

    private static List<Optional<Throwable>> atOnce(Runnable... deeds) throws Exception {
        var gate = new CyclicBarrier(deeds.length);
        var running = Stream.of(deeds)
                .map(deed -> CompletableFuture.<Optional<Throwable>>supplyAsync(
                        () -> {
                            try {
                                gate.await(10, TimeUnit.SECONDS);
                                deed.run();
                                return Optional.empty();
                            } catch (Exception refusal) {
                                return Optional.of(refusal);
                            }
                        },
                        task -> new Thread(task).start()))
                .toList();
        var outcomes = new ArrayList<Optional<Throwable>>();
        for (var each : running) {
            outcomes.add(each.get(30, TimeUnit.SECONDS));
        }
        return outcomes;
    }

    private static void assertRejected(Reason reason, String words, Runnable deed) {
        assertThatThrownBy(deed::run)
                .hasMessageContaining(words)
                .isInstanceOfSatisfying(Rejection.class, rejection -> assertThat(rejection.reason())
                        .isEqualTo(reason));
    }

    private static RefundDraft draft(Long minor) {
        return new RefundDraft(minor, null, "requested_by_customer", " called us ");
    }

    private int count() {
        return jdbi.withHandle(handle -> handle.createQuery("select count(*) from refund_order")
                .mapTo(Integer.class)
                .one());
    }

    private List<String> audit() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select actor || ' ' || action from audit_entry where subject_type = 'refund' order by id")
                .mapTo(String.class)
                .list());
    }
}
