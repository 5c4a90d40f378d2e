package org.almoner.stripe;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.JsonException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.time.Calendar;

/**
 * {@code POST /webhooks/stripe}: checks the signature over the bytes, stores the event as one of the account whose secret
 * made it, and answers; what it means is worked out later. 200 for a stored event and a duplicate, 400 for a signature or body that does not hold, 413 over
 * 512 KiB, 503 while the database cannot take it or no secret is configured, so that Stripe sends it again.
 */
@WebServlet(urlPatterns = "/webhooks/stripe", loadOnStartup = 1)
public class StripeWebhook extends HttpServlet {

    /** The largest body that is taken, in bytes; the contract's 512 KiB. */
    static final int MOST_BYTES = 524_288;

    private static final Logger LOG = Logger.getLogger(StripeWebhook.class.getName());
    private static final byte[] RECEIVED = "{\"received\":true}".getBytes(StandardCharsets.US_ASCII);

    @Inject
    private transient StripeAccounts accounts;

    @Inject
    private transient DrainPulse drain;

    @Inject
    private transient Calendar calendar;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!accounts.hasSecrets()) {
            refuse(response, 503, "No webhook secret is configured: set ALMONER_STRIPE_WEBHOOK_SECRETS.");
            return;
        }
        if (request.getContentLengthLong() > MOST_BYTES) {
            refuse(response, 413, "The body is larger than " + MOST_BYTES + " bytes.");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            refuse(response, 413, "The body is larger than " + MOST_BYTES + " bytes.");
            return;
        }
        Optional<StripeAccount> signer = accounts.signer(request.getHeader("Stripe-Signature"), body, calendar.now());
        if (signer.isEmpty()) {
            refuse(response, 400, "The Stripe-Signature header does not hold for this body, secret and time.");
            return;
        }
        StripeEvent event;
        try {
            event = StripeEvent.read(body);
        } catch (JsonException noEvent) {
            refuse(response, 400, "The body is not a Stripe event: " + noEvent.getMessage());
            return;
        }
        try {
            signer.get().accept(event);
        } catch (RuntimeException notStored) {
            LOG.log(Level.WARNING, "Event {0} could not be stored, Stripe will send it again: {1}", new Object[] {
                event.id(), Drain.rootMessage(notStored)
            });
            LOG.log(Level.FINE, "why it could not be stored", notStored);
            response.setHeader("Retry-After", "10");
            refuse(response, 503, "The event could not be stored just now; send it again.");
            return;
        }
        drain.wake();
        response.setContentType("application/json");
        response.setContentLength(RECEIVED.length);
        response.getOutputStream().write(RECEIVED);
    }

    private static void refuse(HttpServletResponse response, int status, String detail) throws IOException {
        byte[] problem = Json.createObjectBuilder()
                .add("type", "about:blank")
                .add("title", "The webhook was not accepted")
                .add("status", status)
                .add("detail", detail)
                .build()
                .toString()
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setContentLength(problem.length);
        response.getOutputStream().write(problem);
    }
}
