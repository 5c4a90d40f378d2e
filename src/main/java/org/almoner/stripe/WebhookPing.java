package org.almoner.stripe;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;

/**
 * {@code POST /webhooks/ping}: takes a body and says 200, so that an operator can try the way through a proxy without a
 * signature, and the benchmark can tell what the server itself costs.
 */
@WebServlet(urlPatterns = "/webhooks/ping", loadOnStartup = 1)
public class WebhookPing extends HttpServlet {

    private static final long serialVersionUID = 1L;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (request.getContentLengthLong() > StripeWebhook.MOST_BYTES) {
            response.setStatus(HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE);
            return;
        }
        request.getInputStream().transferTo(OutputStream.nullOutputStream());
        response.setContentType("application/json");
        response.getOutputStream().write(new byte[] {'{', '}'});
    }
}
