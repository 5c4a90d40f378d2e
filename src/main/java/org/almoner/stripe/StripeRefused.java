package org.almoner.stripe;

import jakarta.json.JsonException;
import jakarta.json.JsonObject;
import java.nio.charset.StandardCharsets;

/**
 * Stripe understood what it was to do and will not: asking the same again changes nothing. Its words are for people and
 * may name what was asked about; {@link #getMessage} holds none of them.
 */
public final class StripeRefused extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int status;
    private final String type;
    private final String code;
    private final String param;
    private final String words;

    private StripeRefused(String call, StripeTransport.Refused refusal, JsonObject error) {
        super("Stripe refused " + call + " with status " + refusal.status(), refusal);
        this.status = refusal.status();
        this.type = StripeJson.text(error, "type");
        this.code = StripeJson.text(error, "code");
        this.param = StripeJson.text(error, "param");
        String said = StripeJson.text(error, "message");
        this.words = said == null ? "status " + refusal.status() + " without a word" : said;
    }

    static StripeRefused of(String call, StripeTransport.Refused refusal) {
        JsonObject error = null;
        try {
            error = StripeJson.object(StripeJson.parse(refusal.body().getBytes(StandardCharsets.UTF_8)), "error");
        } catch (JsonException noJson) {
            // a page of some proxy: its status is all there is to tell
        }
        return new StripeRefused(call, refusal, error == null ? JsonObject.EMPTY_JSON_OBJECT : error);
    }

    /** The status of its answer, 400 or 402 for instance. */
    public int status() {
        return status;
    }

    /** Stripe's type of error, {@code invalid_request_error} for instance; null if it named none. An open set. */
    public String type() {
        return type;
    }

    /** Stripe's code, {@code charge_already_refunded} for instance; null if it named none. An open set. */
    public String code() {
        return code;
    }

    /** The parameter that it is about; null if Stripe named none. */
    public String param() {
        return param;
    }

    /** What Stripe said, in its words; never null. */
    public String words() {
        return words;
    }
}
