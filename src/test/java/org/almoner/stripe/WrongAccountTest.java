package org.almoner.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Transactions;
import org.almoner.stripe.StripeApi.Patience;
import org.almoner.time.Calendar;
import org.junit.jupiter.api.Test;

/** Goal: an event that is not of the account whose secret signed it is kept, parked with what to mend, and never booked. */
class WrongAccountTest extends DrainFixture {

    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private final Calendar calendar = new Calendar(java.time.Clock.systemUTC(), java.time.ZoneOffset.UTC);

    @Test
    void anAccountIsKnownByItsSecret() throws Exception {
        var check = new SignatureCheck(Map.of(
                "", List.of("whsec_main"),
                "shop", List.of("whsec_old@2026-11-21T09:59:00Z", "whsec_shop", "whsec_next")));
        byte[] body = "{}".getBytes(StandardCharsets.UTF_8);

        assertThat(check.signer(signed("whsec_main", body), body, NOW)).contains("");
        assertThat(check.signer(signed("whsec_shop", body), body, NOW)).contains("shop");
        assertThat(check.signer(signed("whsec_next", body), body, NOW)).contains("shop");
        assertThat(check.signer(signed("whsec_old", body), body, NOW)).isEmpty();
        assertThat(check.signer(signed("whsec_nobody", body), body, NOW)).isEmpty();
        assertThat(check.ends("shop")).containsExactly(Instant.parse("2026-11-21T09:59:00Z"), null, null);
    }

    @Test
    void testEventsNeverReachTheBooksOfALiveKey() {
        var accounts = accounts("rk_live_main", "rk_live_shop");

        accounts.unnamed().accept(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        accounts.named("shop")
                .orElseThrow()
                .accept(event("payment_intent.succeeded", payment("pi_2", "succeeded", 2500, null)));
        drainAll();

        assertThat(count("gift")).isZero();
        assertThat(count("stripe_payment")).isZero();
        assertThat(parked())
                .hasSize(2)
                .anySatisfy(why -> assertThat(why)
                        .contains(
                                "test mode",
                                "the account without a name",
                                "live mode",
                                "ALMONER_STRIPE_WEBHOOK_SECRETS"))
                .anySatisfy(why -> assertThat(why).contains("the account shop", "ALMONER_STRIPE_SHOP_WEBHOOK_SECRETS"));

        // also when somebody wants it tried again
        var inbox = new org.almoner.reconcile.Inbox(jdbi(), new AuditTrail(jdbi(), calendar));
        texts("select event_id from stripe_event").forEach(id -> inbox.redrive(id, "ada@example.org"));
        drainAll();
        assertThat(parked()).hasSize(2);
        assertThat(count("gift")).isZero();
    }

    @Test
    void aTestKeyOrAKeyOfAStandInSaysNothingAboutTheAccountWithoutAName() {
        accounts("sk_test_main", "rk_test_shop")
                .unnamed()
                .accept(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        accounts("sk_standin", "rk_live_shop")
                .unnamed()
                .accept(event("payment_intent.succeeded", payment("pi_2", "succeeded", 2500, null)));
        drainAll();

        assertThat(parked()).isEmpty();
        assertThat(count("gift")).isEqualTo(2);
    }

    @Test
    void anEventOfAConnectedAccountIsNotOurs() {
        String body =
                """
                {"id":"evt_connected","object":"event","account":"acct_other","type":"payment_intent.succeeded",
                 "created":1795000000,"livemode":false,"data":{"object":%s}}"""
                        .formatted(payment("pi_1", "succeeded", 2500, null));

        take(StripeEvent.read(body.getBytes(StandardCharsets.UTF_8)));

        assertThat(parked()).singleElement().asString().contains("acct_other", "your own account only");
        assertThat(count("gift")).isZero();
    }

    @Test
    void whatOneAccountSaidNoOtherCanTouch() {
        take(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        take(event("charge.succeeded", charge("ch_1", "pi_1", 2500)));
        take(event("customer.created", "{\"id\":\"cus_1\",\"object\":\"customer\",\"name\":\"Zoë\"}"));
        String before = books();

        shop(event("payment_intent.succeeded", payment("pi_1", "succeeded", 9900, null)));
        shop(event("charge.updated", charge("ch_1", "pi_1", 9900)));
        shop(event("charge.succeeded", charge("ch_new", "pi_1", 9900)));
        shop(event("refund.created", refund("re_1", "succeeded", 500)));
        shop(event("charge.dispute.funds_withdrawn", dispute("needs_response")));
        shop(event("customer.updated", "{\"id\":\"cus_1\",\"object\":\"customer\",\"name\":\"Somebody Else\"}"));
        shop(event("invoice.paid", invoice("in_1", "sub_1", "general", "spring")));
        shop(event("invoice_payment.paid", invoicePayment("in_1", "pi_1")));

        assertThat(books()).isEqualTo(before);
        // the invoice is the shop's own, and naming another's payment makes that no renewal
        assertThat(parked()).hasSize(6).allSatisfy(why -> assertThat(why).contains("\"shop\"", "\"\""));
        assertThat(gift("pi_1")).containsEntry("recurring", false);
    }

    @Test
    void twoAccountsInOneBatchAreNotPutTogether() {
        inbox().accept(event("payment_intent.succeeded", payment("pi_1", "succeeded", 2500, null)));
        inbox().accept(event("payment_intent.succeeded", payment("pi_1", "succeeded", 9900, null))
                .of("shop", null));
        inbox().accept(event("payment_intent.succeeded", payment("pi_2", "succeeded", 700, null))
                .of("shop", null));
        drainAll();

        assertThat(gift("pi_1")).containsEntry("amount_minor", 2500L).containsEntry("status", "RECEIVED");
        assertThat(gift("pi_2")).containsEntry("amount_minor", 700L);
        assertThat(parked()).singleElement().asString().contains("belongs to the Stripe account \"\"");
    }

    private void shop(StripeEvent event) {
        take(event.of("shop", null));
    }

    private void drainAll() {
        while (drain().batch() > 0) {
            // until nothing is due
        }
    }

    private StripeAccounts accounts(String unnamed, String shop) {
        return new TestAccounts()
                .with("", "http://127.0.0.1:1", Optional.of(unnamed), "whsec_main")
                .with("shop", "http://127.0.0.1:1", Optional.of(shop), "whsec_shop")
                .over(jdbi(), Transactions.over(jdbi()), calendar, Patience.USUAL);
    }

    /** Gifts, entries, facts and donors of the account without a name. */
    private String books() {
        return String.join(
                "\n",
                texts(
                        """
                        select g::text from gift g
                        union all select p::text from ledger_posting p
                        union all select c::text from charge c where stripe_account = ''
                        union all select p::text from stripe_payment p where stripe_account = ''
                        union all select r::text from refund r
                        union all select d::text from dispute d
                        union all select d.name || d.email_key from donor d
                        union all select c::text from stripe_customer c order by 1
                        """));
    }

    private static String signed(String secret, byte[] body) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((NOW.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8));
        return "t=" + NOW.getEpochSecond() + ",v1=" + HexFormat.of().formatHex(mac.doFinal(body));
    }
}
