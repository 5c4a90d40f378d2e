package org.almoner.bench;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Makes signed events of realistic size for the load. */
final class Events {

    static final String SECRET = "whsec_bench";

    private Events() {}

    /** Bodies of {@code charge.succeeded}, which the peer handles as well; about two kilobytes, as Stripe's own. */
    static List<byte[]> charges(String run, int count) {
        List<byte[]> bodies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bodies.add(event(run, i, "charge.succeeded", charge(run, i)));
        }
        return bodies;
    }

    /** Bodies of {@code payment_intent.succeeded}: each is a gift. */
    static List<byte[]> gifts(String run, int count) {
        List<byte[]> bodies = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            bodies.add(event(run, i, "payment_intent.succeeded", payment(run, i)));
        }
        return bodies;
    }

    /** Requests for these bodies, signed now. */
    static List<byte[]> signed(String path, List<byte[]> bodies) {
        long now = System.currentTimeMillis() / 1_000;
        return bodies.stream()
                .map(body -> LoadClient.post(path, body, "Stripe-Signature: t=" + now + ",v1=" + signature(now, body)))
                .toList();
    }

    private static byte[] event(String run, int i, String type, String object) {
        return """
                {"id":"evt_%1$s_%2$d","object":"event","api_version":"2026-07-29.dahlia","created":%3$d,"livemode":false,\
                "pending_webhooks":1,"request":{"id":"req_%1$s%2$d","idempotency_key":null},"type":"%4$s","data":{"object":%5$s}}"""
                .formatted(run, i, 1_795_000_000L + i % 86_400, type, object)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String charge(String run, int i) {
        return """
                {"id":"ch_%1$s_%2$d","object":"charge","amount":2500,"amount_captured":2500,"amount_refunded":0,"application":null,\
                "application_fee":null,"application_fee_amount":null,"balance_transaction":null,"billing_details":{"address":{"city":"Berlin",\
                "country":"DE","line1":"Unter den Linden 1","line2":null,"postal_code":"10117","state":null},"email":"donor%2$d@example.org",\
                "name":"Donor Number %2$d","phone":null,"tax_id":null},"calculated_statement_descriptor":"ALMONER","captured":true,\
                "created":1794990000,"currency":"eur","customer":"cus_%1$s_%3$d","description":"Donation","destination":null,"dispute":null,\
                "disputed":false,"failure_balance_transaction":null,"failure_code":null,"failure_message":null,"fraud_details":{},"invoice":null,\
                "livemode":false,"metadata":{"campaign":"bench","fund":"general"},"on_behalf_of":null,"order":null,"outcome":{"advice_code":null,\
                "network_decline_code":null,"network_status":"approved_by_network","reason":null,"risk_level":"normal","risk_score":12,\
                "seller_message":"Payment complete.","type":"authorized"},"paid":true,"payment_intent":"pi_%1$s_%2$d",\
                "payment_method":"pm_%1$s_%2$d","payment_method_details":{"card":{"brand":"visa","checks":{"address_line1_check":"pass",\
                "address_postal_code_check":"pass","cvc_check":"pass"},"country":"DE","exp_month":8,"exp_year":2030,"fingerprint":"AOB934RVNwzk6xtn",\
                "funding":"credit","installments":null,"last4":"4242","mandate":null,"network":"visa","three_d_secure":null,"wallet":null},"type":"card"},\
                "receipt_email":null,"receipt_number":null,"receipt_url":null,"refunded":false,"review":null,"shipping":null,"source":null,\
                "source_transfer":null,"statement_descriptor":null,"statement_descriptor_suffix":null,"status":"succeeded","transfer_data":null,\
                "transfer_group":null}"""
                .formatted(run, i, i % 5_000);
    }

    private static String payment(String run, int i) {
        return """
                {"id":"pi_%1$s_%2$d","object":"payment_intent","amount":2500,"amount_capturable":0,"amount_details":{"tip":{}},"amount_received":2500,\
                "application":null,"application_fee_amount":null,"automatic_payment_methods":{"enabled":true},"canceled_at":null,\
                "cancellation_reason":null,"capture_method":"automatic","confirmation_method":"automatic","created":1794990000,"currency":"eur",\
                "customer":"cus_%1$s_%3$d","description":"Donation","last_payment_error":null,"latest_charge":"ch_%1$s_%2$d","livemode":false,\
                "metadata":{"campaign":"bench-%4$d","fund":"general","appeal":"letter"},"next_action":null,"on_behalf_of":null,\
                "payment_method":"pm_%1$s_%2$d","payment_method_options":{},"payment_method_types":["card"],"processing":null,\
                "receipt_email":"donor%3$d@example.org","review":null,"setup_future_usage":null,"shipping":null,"statement_descriptor":null,\
                "statement_descriptor_suffix":null,"status":"succeeded","transfer_data":null,"transfer_group":null}"""
                .formatted(run, i, i % 5_000, i % 8);
    }

    private static String signature(long seconds, byte[] body) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((seconds + ".").getBytes(StandardCharsets.US_ASCII));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
