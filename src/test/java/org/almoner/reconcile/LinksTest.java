package org.almoner.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.gift.GiftFacts;
import org.almoner.gift.Ledger;
import org.almoner.reconcile.LinkSuggestion.Key;
import org.almoner.reconcile.LinkSuggestion.Veto;
import org.almoner.reconcile.Links.Part;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.Test;

/** A person says which gift a balance transaction settles, and the books are as if an id had said so. */
class LinksTest extends SettledBooks {

    private static final String FIN = "fin@example.org";

    private final Calendar calendar = new Calendar(
            Clock.fixed(Instant.parse("2026-11-20T09:00:00Z"), ZoneOffset.UTC), ZoneId.of("Europe/Berlin"));
    private final Links links = links(this);

    private Links links(SettledBooks books) {
        return new Links(Transactions.over(books.jdbi), new AuditTrail(books.jdbi, calendar), calendar);
    }

    @Test
    void theBooksAreThoseThatTheIdWouldHaveMade() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        close();
        keyed(this, "pi_1", 2500, "EUR", "2026-11-10T10:00:00Z");
        close();
        links.accept(id("txn_1"), List.of(new Part("pi_1", null)), FIN);
        var told = new SettledBooks();
        told.gift("pi_1", "ch_1", 2500, "EUR");
        told.balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        told.close();
        same(told);
        assertThat(exceptions()).isEmpty();
        assertThat(period()).isEqualTo("BALANCED");

        for (var books : List.of(this, told)) {
            books.payout("po_1", 2437, "paid", "txn_p", "txn_1", "txn_p");
            books.balance("txn_p", -2437, 0, "EUR", "payout", "po_1", null);
            refund(books, books == told ? "pi_1" : null);
            books.balance("txn_r", -2500, 0, "EUR", "refund", "re_1", null);
            books.close();
            books.close();
        }
        same(told);
        assertThat(gift("pi_1")).containsEntry("payout_id", "po_1").containsEntry("status", "REFUNDED");
        assertThat(texts("select matched_by || ' ' || made_by from settlement_link"))
                .containsExactly("AMOUNT " + FIN);
        assertThat(texts("select action || ' ' || (detail->>'gift') from audit_entry"))
                .containsExactly("exception.linked pi_1");
        assertThat(new ExceptionStory(jdbi).resolvedBy(id("txn_1"))).contains("linked to pi_1 by " + FIN);
        assertThatThrownBy(() -> links.undo(id("txn_1"), "wrong", FIN)).hasMessageContaining("re_1 found its gift");
    }

    @Test
    void oneTransactionSettlesSeveralGiftsToTheCent() {
        balance("txn_1", 1000, 33, "EUR", "charge", "ch_1", null);
        for (String gift : List.of("b-1", "b-2", "b-3")) {
            keyed(this, gift, gift.equals("b-3") ? 400 : 300, "EUR", "2026-11-10T10:00:00Z");
        }
        close();
        var parts = List.of(new Part("b-1", 300L), new Part("b-2", 300L), new Part("b-3", 400L));
        links.accept(id("txn_1"), parts, FIN);
        links.accept(id("txn_1"), parts, FIN);
        assertThat(texts("select reference || ' ' || settled_minor || ' ' || fee_minor from gift order by reference"))
                .containsExactly("b-1 300 10", "b-2 300 10", "b-3 400 13");
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 967L)
                .containsEntry("PROCESSING_FEES EUR", 33L)
                .doesNotContainKey("STRIPE_RECEIVABLE EUR")
                .doesNotContainKey("UNEXPLAINED EUR");
        assertThat(exceptions()).isEmpty();
        payout("po_1", 967, "paid", "txn_p", "txn_1", "txn_p");
        balance("txn_p", -967, 0, "EUR", "payout", "po_1", null);
        close();
        assertThat(texts("select distinct payout_id from gift")).containsExactly("po_1");
        postedOnce();
    }

    /** Its payout was proved on a night before: nobody has to wait for the next one. */
    @Test
    void aLinkedGiftIsToldItsPayoutAtOnceAndForgetsItWithTheLink() {
        keyed(this, "b-1", 1000, "EUR", "2026-11-10T10:00:00Z");
        balance("txn_1", 1000, 33, "EUR", "charge", "ch_1", null);
        payout("po_1", 967, "paid", "txn_p", "txn_1", "txn_p");
        balance("txn_p", -967, 0, "EUR", "payout", "po_1", null);
        close();
        assertThat(gift("b-1")).containsEntry("payout_id", null);

        links.accept(id("txn_1"), List.of(new Part("b-1", null)), FIN);
        assertThat(gift("b-1")).containsEntry("payout_id", "po_1");

        links.undo(id("txn_1"), "another gift's", FIN);
        close();
        assertThat(gift("b-1")).containsEntry("payout_id", null);
    }

    @Test
    void severalTransactionsSettleOneGift() {
        keyed(this, "b-1", 5000, "EUR", "2026-11-10T10:00:00Z");
        balance("txn_1", 2000, 50, "EUR", "charge", "ch_1", null);
        balance("txn_2", 3000, 60, "EUR", "charge", "ch_2", null);
        balance("txn_3", 1, 0, "EUR", "charge", "ch_3", null);
        close();
        links.accept(id("txn_1"), List.of(new Part("b-1", 2000L)), FIN);
        assertThat(exceptions()).contains("AMOUNT_MISMATCH txn_1 2000 EUR").hasSize(3);
        links.accept(id("txn_2"), List.of(new Part("b-1", null)), FIN);
        assertThat(exceptions()).containsExactly("MISSING_GIFT txn_3 1 EUR");
        assertThat(gift("b-1")).containsEntry("settled_minor", 5000L).containsEntry("net_minor", 4890L);
        assertThatThrownBy(() -> links.accept(id("txn_3"), List.of(new Part("b-1", null)), FIN))
                .hasMessageContaining("settled already");
        assertThat(balances()).doesNotContainKey("STRIPE_RECEIVABLE EUR");
    }

    @Test
    void whatIsMissingOfSeveralIsWrittenOffOnce() {
        keyed(this, "b-1", 5000, "EUR", "2026-11-10T10:00:00Z");
        balance("txn_1", 2000, 50, "EUR", "charge", "ch_1", null);
        balance("txn_2", 2990, 60, "EUR", "charge", "ch_2", null);
        close();
        links.accept(id("txn_1"), List.of(new Part("b-1", null)), FIN);
        links.accept(id("txn_2"), List.of(new Part("b-1", null)), FIN);
        assertThat(exceptions()).containsExactly("AMOUNT_MISMATCH txn_1 2000 EUR", "AMOUNT_MISMATCH txn_2 2990 EUR");
        var writeOffs = new WriteOffs(
                Transactions.over(jdbi),
                new WriteOffLimits(Optional.of("100 EUR"), "EUR"),
                new AuditTrail(jdbi, calendar),
                calendar);
        for (String exception :
                texts("select id::text from settlement_exception where resolved_on is null order by id")) {
            writeOffs.ask(Long.parseLong(exception), "lost on the way", FIN);
        }
        close();
        assertThat(exceptions()).isEmpty();
        assertThat(balances()).containsEntry("WRITE_OFFS EUR", 10L).doesNotContainKey("STRIPE_RECEIVABLE EUR");
        links.undo(id("txn_2"), "another gift's", FIN);
        assertThat(balances()).doesNotContainKey("WRITE_OFFS EUR").containsEntry("UNEXPLAINED EUR", -2990L);
    }

    @Test
    void aGiftInAnotherCurrencyIsSettledAtStripesRate() {
        keyed(this, "b-1", 5000, "USD", "2026-11-10T10:00:00Z");
        balance("txn_1", 4600, 110, "EUR", "charge", "ch_1", "0.92");
        close();
        var before = balances();
        links.accept(id("txn_1"), List.of(new Part("b-1", null)), FIN);
        assertThat(balances())
                .containsEntry("CURRENCY_EXCHANGE EUR", -4600L)
                .containsEntry("CURRENCY_EXCHANGE USD", 5000L)
                .doesNotContainKey("STRIPE_RECEIVABLE USD");
        assertThat(gift("b-1")).containsEntry("settled_currency", "EUR").containsEntry("net_minor", 4490L);
        links.undo(id("txn_1"), "x", FIN);
        assertThat(balances()).isEqualTo(before);
    }

    @Test
    void whatIsTakenApartIsAsItWasAndCanBeLinkedAnew() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        keyed(this, "b-1", 2500, "EUR", "2026-11-10T10:00:00Z");
        keyed(this, "b-2", 2500, "EUR", "2026-11-10T10:00:00Z");
        close();
        var before = balances();
        for (int turn = 0; turn < 3; turn++) {
            links.accept(id("txn_1"), List.of(new Part("b-1", null)), FIN);
            assertThat(gift("b-1")).containsEntry("net_minor", 2437L);
            postedOnce();
            links.undo(id("txn_1"), "the other one", FIN);
            assertThat(balances()).isEqualTo(before);
            assertThat(gift("b-1")).containsEntry("settled_minor", null).containsEntry("fee_minor", null);
            assertThat(exceptions()).containsExactly("MISSING_GIFT txn_1 2500 EUR");
            postedOnce();
        }
        links.accept(id("txn_1"), List.of(new Part("b-1", 1000L), new Part("b-2", 1500L)), FIN);
        links.undo(id("txn_1"), "not split", FIN);
        assertThat(balances()).isEqualTo(before);
        links.accept(id("txn_1"), List.of(new Part("b-2", null)), FIN);
        close();
        assertThat(exceptions()).isEmpty();
        assertThat(balances())
                .containsEntry("STRIPE_CLEARING EUR", 2437L)
                .containsEntry("STRIPE_RECEIVABLE EUR", 2500L)
                .containsEntry("PROCESSING_FEES EUR", 63L);
        postedOnce();
        assertThat(standingDiffers()).isEmpty();
        assertThat(links.of(id("txn_1"))).hasSize(6);
        assertThatThrownBy(() -> links.undo(id("txn_1"), " ", FIN)).hasMessageContaining("why");
        assertThatThrownBy(() -> jdbi.useHandle(
                        handle -> handle.execute("update settlement_link set gift = 'b-1' where state = 'MADE'")))
                .hasMessageContaining("never changed");
    }

    @Test
    void theSurestGiftComesFirstAndOtherIdsAreAVeto() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        heard(
                "ch_1",
                "{\"payment_intent\":\"pi_1\",\"metadata\":{\"batch\":\"batch-7\"},\"receipt_email\":\"Ada@example.org\"}");
        keyed(this, "pi_1", 900, "EUR", "2026-10-01T10:00:00Z");
        keyed(this, "batch-7", 2600, "EUR", "2026-10-01T10:00:00Z");
        keyed(this, "b-8", 2500, "EUR", "2026-11-11T09:00:00Z");
        keyed(this, "b-9", 2500, "EUR", "2026-11-09T12:00:00Z");
        keyed(this, "b-old", 2500, "EUR", "2026-11-01T10:00:00Z");
        keyed(this, "pi_other", 2500, "EUR", "2026-11-11T10:00:00Z");
        gift("b-charged", "ch_other", 2500, "EUR");
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into donor (affiliate_id, name, email, email_key, created_at, updated_at) values (1, 'Ada', 'a', 'ada@example.org', now(), now())");
            handle.execute("update gift set donor_id = (select max(id) from donor) where reference = 'b-9'");
        });
        close();
        assertThat(links.suggestions(id("txn_1")))
                .extracting(one -> one.gift() + " " + one.key() + (one.veto() == null ? "" : " " + one.veto()))
                .containsExactly(
                        "pi_1 " + Key.PAYMENT,
                        "batch-7 " + Key.NAMED,
                        "b-9 " + Key.DONOR,
                        "b-8 " + Key.AMOUNT,
                        "pi_other " + Key.AMOUNT + " " + Veto.OTHER_PAYMENT,
                        "b-charged " + Key.AMOUNT + " " + Veto.OTHER_CHARGE);
        refused("is another payment at Stripe", new Part("pi_other", null));
        refused("has another charge at Stripe", new Part("b-charged", null));
        refused("only 9.00 EUR of pi_1", new Part("pi_1", null));
    }

    @Test
    void whatDoesNotAddUpOrIsNotThereIsRefused() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        balance("txn_x", -700, 0, "EUR", "brand_new_thing", "x_1", null);
        keyed(this, "b-1", 2500, "EUR", "2026-11-10T10:00:00Z");
        keyed(this, "b-2", 2500, "EUR", "2026-11-10T10:00:00Z");
        keyed(this, "b-usd", 2500, "USD", "2026-11-10T10:00:00Z");
        keyed(this, "b-shop", 2500, "EUR", "2026-11-10T10:00:00Z");
        jdbi.useHandle(handle -> {
            handle.execute("update gift set stripe_account = 'shop' where reference = 'b-shop'");
            handle.execute(
                    "insert into gift (reference, livemode, affiliate_id, fund_id, amount_minor, currency, attempt, found_by, begun_at)"
                            + " select 'b-none', false, min(a.id), min(f.id), 2500, 'EUR', 'PENDING', 'KEYED', now() from affiliate a, fund f");
        });
        close();
        refused("one gift");
        refused("they must be exactly 25.00 EUR", new Part("b-1", 1000L), new Part("b-2", 1499L));
        refused("how much", new Part("b-1", 1000L), new Part("b-2", null));
        refused("same direction", new Part("b-1", -100L), new Part("b-2", 2600L));
        refused("once", new Part("b-1", 1000L), new Part("b-1", 1500L));
        refused("write the reference", new Part(" ", null));
        refused("gift b-0", new Part("b-0", null));
        refused("exchange rate", new Part("b-usd", null));
        refused("another Stripe account", new Part("b-shop", null));
        refused("never received", new Part("b-none", null));
        assertThatThrownBy(() -> links.accept(id("txn_x"), List.of(new Part("b-1", -700L)), FIN))
                .hasMessageContaining("only a balance transaction whose gift is missing");
        assertThatThrownBy(() -> links.accept(999, List.of(new Part("b-1", null)), FIN))
                .hasMessageContaining("exception 999");
        assertThatThrownBy(() -> links.undo(id("txn_1"), "x", FIN)).hasMessageContaining("nothing is linked");
        assertThat(links.suggestions(id("txn_x"))).isEmpty();
        assertThat(count("settlement_link")).isZero();
        assertThat(count("audit_entry")).isZero();
    }

    @Test
    void inAClosedMonthNothingIsTakenApart() {
        balance("txn_1", 2500, 63, "EUR", "charge", "ch_1", null);
        keyed(this, "b-1", 2500, "EUR", "2026-11-10T10:00:00Z");
        close();
        links.accept(id("txn_1"), List.of(new Part("b-1", null)), FIN);
        jdbi.useHandle(handle -> {
            handle.execute("alter table legal_entity disable trigger user");
            handle.execute("update legal_entity set closed_through = '2026-11-01'");
        });
        assertThatThrownBy(() -> links.undo(id("txn_1"), "x", FIN)).hasMessageContaining("2026-11 is closed");
    }

    private void refused(String why, Part... parts) {
        assertThatThrownBy(() -> links.accept(id("txn_1"), List.of(parts), FIN)).hasMessageContaining(why);
    }

    private void same(SettledBooks told) {
        assertThat(balances()).isEqualTo(told.balances());
        assertThat(exceptions()).isEqualTo(told.exceptions());
        var gift =
                "select concat_ws(' ', reference, status, received_minor, refunded_minor, settled_currency, settled_minor,"
                        + " fee_minor, net_minor, payout_id) from gift order by 1";
        assertThat(texts(gift)).isEqualTo(told.texts(gift));
        var lines = "select concat_ws(' ', id, match, finding, charge, gift_id) from balance_transaction order by 1";
        assertThat(texts(lines)).isEqualTo(told.texts(lines));
        assertThat(standingDiffers()).isEmpty();
        postedOnce();
    }

    private List<String> standingDiffers() {
        return texts("select g.reference from gift g join gift_standing s on s.gift_id = g.id where (g.received_minor,"
                + " g.refunded_minor, g.settled_currency, g.settled_minor, g.fee_minor) is distinct from"
                + " (s.received_minor, s.refunded_minor, s.settled_currency, s.settled_minor, s.fee_minor)");
    }

    private void postedOnce() {
        jdbi.useHandle(handle -> {
            handle.execute(
                    "insert into job_run (execution_id, job, business_date, status, requested_by, started_at) values (1,"
                            + " 'nightly-close', '2026-11-19', 'STARTED', 'schedule', now()) on conflict do nothing");
            Checks.run(handle, 1, LocalDate.of(2026, 11, 19), Instant.parse("2026-11-20T02:30:00Z"));
        });
        assertThat(texts("select outcome || detail from close_check where name = 'POSTED_ONCE'"))
                .containsExactly("HOLDS");
        jdbi.useHandle(handle -> handle.execute("delete from close_check"));
        jdbi.useHandle(handle -> handle.execute("delete from job_run"));
    }

    private void heard(String object, String json) {
        jdbi.useHandle(handle -> handle.execute(
                "insert into stripe_event (event_id, stripe_account, livemode, type, object_id, received_at, origin, sha256, body)"
                        + " values ('evt_1', '', false, 'charge.succeeded', ?, now(), 'WEBHOOK', 'a', ?)",
                object,
                json.getBytes(StandardCharsets.UTF_8)));
    }

    private static void refund(SettledBooks books, String gift) {
        books.jdbi.useTransaction(handle -> {
            handle.execute(
                    "insert into refund (id, stripe_account, livemode, charge, gift_reference, amount_minor, currency, status, created_at)"
                            + " values ('re_1', '', false, 'ch_1', ?, 2500, 'EUR', 'succeeded', '2026-11-13T10:00:00Z')",
                    gift);
            GiftFacts.post(handle, List.of("pi_1"));
        });
    }

    private static void keyed(SettledBooks books, String reference, long amount, String currency, String received) {
        books.jdbi.useTransaction(handle -> {
            Ledger.lock(handle);
            handle.execute(
                    "insert into gift (reference, livemode, affiliate_id, fund_id, amount_minor, currency, attempt, received_at,"
                            + " found_by, begun_at) select ?, false, min(a.id), min(f.id), ?, ?, 'SUCCEEDED', ?::timestamptz,"
                            + " 'KEYED', now() from affiliate a, fund f",
                    reference,
                    amount,
                    currency,
                    received);
            GiftFacts.post(handle, List.of(reference));
        });
    }

    private long id(String reference) {
        return jdbi.withHandle(
                handle -> handle.createQuery("select id from settlement_exception where reference = ? order by id")
                        .bind(0, reference)
                        .mapTo(Long.class)
                        .findFirst()
                        .orElse(999L));
    }
}
