package org.almoner.stripe;

import com.stripe.exception.ApiConnectionException;
import com.stripe.net.HttpURLConnectionClient;
import com.stripe.net.StripeRequest;
import com.stripe.net.StripeResponse;
import java.time.Duration;

/** Sends one request once and tells refusals apart before the library turns them into exceptions without headers. */
final class StripeTransport extends HttpURLConnectionClient {

    /** Stripe answered, but not with what was asked for. */
    static final class Refused extends RuntimeException {

        private static final long serialVersionUID = 1;

        private final int status;
        private final transient Duration retryAfter;
        private final transient String body;

        private Refused(int status, Duration retryAfter, String body) {
            super("status " + status);
            this.status = status;
            this.retryAfter = retryAfter;
            this.body = body;
        }

        int status() {
            return status;
        }

        /** What the answer asked us to wait; zero when it said nothing that can be read. */
        Duration retryAfter() {
            return retryAfter;
        }

        /** What it sent, as it came; may name what we asked about, so it is for no log. */
        String body() {
            return body;
        }
    }

    @Override
    public StripeResponse request(StripeRequest request) throws ApiConnectionException {
        StripeResponse response = super.request(request);
        if (response.code() < 200 || response.code() > 299) {
            throw new Refused(
                    response.code(),
                    response.headers()
                            .firstValue("Retry-After")
                            .map(StripeTransport::seconds)
                            .orElse(Duration.ZERO),
                    response.body());
        }
        return response;
    }

    private static Duration seconds(String header) {
        return header.matches("[0-9]{1,5}") ? Duration.ofSeconds(Integer.parseInt(header)) : Duration.ZERO;
    }
}
