package org.almoner.stripe;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import org.almoner.database.TestDatabase;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.BeforeEach;

/** An inbox and a drain over an empty database, the smallest events that Stripe could send, and looks into the books. */
abstract class DrainFixture {

    private Jdbi jdbi;
    private Inbox inbox;
    private Drain drain;
    private int events;

    @BeforeEach
    void start() {
        jdbi = TestDatabase.books();
        Calendar calendar = new Calendar(Clock.systemUTC(), ZoneId.of("Europe/Berlin"));
        inbox = new Inbox(jdbi, calendar);
        drain = new Drain(Transactions.over(jdbi), calendar);
    }

    final Jdbi jdbi() {
        return jdbi;
    }

    final Inbox inbox() {
        return inbox;
    }

    final Drain drain() {
        return drain;
    }

    final void take(StripeEvent... taken) {
        for (StripeEvent event : taken) {
            inbox.accept(event);
        }
        while (drain.batch() > 0) {
            // until nothing is due
        }
    }

    final StripeEvent event(String type, String object) {
        String body =
                "{\"id\":\"evt_%d\",\"object\":\"event\",\"type\":\"%s\",\"created\":%d,\"livemode\":false,\"api_version\":null,\"data\":{\"object\":%s}}"
                        .formatted(++events, type, 1_795_000_000L, object);
        return StripeEvent.read(body.getBytes(StandardCharsets.UTF_8));
    }

    static final String payment(String id, String status, long amount, String campaign) {
        return """
                {"id":"%s","object":"payment_intent","status":"%s","amount":%d,"amount_received":%d,"currency":"eur",
                 "customer":"cus_1","created":1794990000,"metadata":{%s}}"""
                .formatted(
                        id,
                        status,
                        amount,
                        status.equals("succeeded") ? amount : 0,
                        campaign == null ? "" : "\"campaign\":\"" + campaign + "\"");
    }

    static final String charge(String id, String pi, long amount) {
        return """
                {"id":"%s","object":"charge","status":"succeeded","amount":%d,"currency":"eur","payment_intent":"%s",
                 "customer":"cus_1","created":1794990000,"balance_transaction":null,
                 "billing_details":{"email":"Zoe@example.org","name":"Zoë","address":{"country":"DE"}}}"""
                .formatted(id, amount, pi);
    }

    static final String refund(String id, String status, long amount) {
        return """
                {"id":"%s","object":"refund","charge":"ch_1","payment_intent":"pi_1","amount":%d,"currency":"eur","status":"%s","created":1795000000}"""
                .formatted(id, amount, status);
    }

    static final String dispute(String status) {
        return """
                {"id":"du_1","object":"dispute","charge":"ch_1","payment_intent":"pi_1","amount":2500,"currency":"eur",
                 "status":"%s","created":1795000000,"balance_transactions":[]}"""
                .formatted(status);
    }

    static final String invoice(String id, String subscription, String fund, String campaign) {
        return """
                {"id":"%s","object":"invoice","customer":"cus_1","parent":{"type":"subscription_details",
                 "subscription_details":{"subscription":"%s","metadata":{"fund":"%s","campaign":"%s"}}}}"""
                .formatted(id, subscription, fund, campaign);
    }

    static final String invoicePayment(String invoice, String pi) {
        return """
                {"id":"inpay_1","object":"invoice_payment","invoice":"%s","payment":{"type":"payment_intent","payment_intent":"%s"}}"""
                .formatted(invoice, pi);
    }

    final Map<String, Object> gift(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select g.status, g.amount_minor, g.currency, g.refunded_minor, g.recurring, c.code as campaign,
                               c.flagged as campaign_flagged, f.code as fund, d.email
                        from gift g
                        left join campaign c on c.id = g.campaign_id
                        join fund f on f.id = g.fund_id
                        left join donor d on d.id = g.donor_id
                        where g.reference = :reference""")
                .bind("reference", reference)
                .mapToMap()
                .one());
    }

    final List<String> parked() {
        return texts("select error from stripe_event where status = 'PARKED'");
    }

    final long balance(String role) {
        return number("select coalesce(sum(balance), 0) from ledger_balance where role = '" + role + "'");
    }

    final long count(String table) {
        return number("select count(*) from " + table);
    }

    final List<String> texts(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(String.class).list());
    }

    final long number(String sql) {
        return jdbi.withHandle(
                handle -> handle.createQuery(sql).mapTo(Long.class).one());
    }
}
