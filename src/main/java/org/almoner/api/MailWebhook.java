package org.almoner.api;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.almoner.mail.RelayReports;

/**
 * {@code POST /webhooks/mail}: bounces and complaints as a mail relay tells them, with the secret as bearer token or as the
 * password of Basic authentication. 200 once they are kept, also for known ones and for letters that are not ours; 401
 * without the secret, 400 for what cannot be read, 413 over 512 KiB, 503 while no secret is configured.
 */
@WebServlet(urlPatterns = "/webhooks/mail")
public class MailWebhook extends HttpServlet {

    static final int MOST_BYTES = 524_288;
    private static final long serialVersionUID = 1;

    @Inject
    private transient RelayReports reports;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!reports.isOpen()) {
            answer(response, 503, "No secret is configured: set ALMONER_BOUNCE_WEBHOOK_SECRET.");
            return;
        }
        if (!reports.knows(said(request.getHeader("Authorization")))) {
            response.setHeader("WWW-Authenticate", "Basic realm=\"Almoner\", charset=\"UTF-8\"");
            answer(response, 401, "Send the secret as bearer token or as the password of Basic authentication.");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MOST_BYTES + 1);
        if (body.length > MOST_BYTES) {
            answer(response, 413, "The body is larger than " + MOST_BYTES + " bytes.");
            return;
        }
        var type = request.getContentType() == null ? "" : request.getContentType();
        try {
            int taken = type.startsWith("message/") ? reports.takeMail(body) : reports.takeJson(body);
            response.setContentType("application/json");
            write(response, "{\"taken\":" + taken + "}");
        } catch (IllegalArgumentException unreadable) {
            answer(response, 400, unreadable.getMessage());
        }
    }

    private static String said(String header) {
        if (header == null) {
            return null;
        }
        if (header.regionMatches(true, 0, "Bearer ", 0, 7)) {
            return header.substring(7).strip();
        }
        if (!header.regionMatches(true, 0, "Basic ", 0, 6)) {
            return null;
        }
        try {
            var pair = new String(Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
            return pair.substring(pair.indexOf(':') + 1);
        } catch (IllegalArgumentException notBase64) {
            return null;
        }
    }

    private static void answer(HttpServletResponse response, int status, String detail) throws IOException {
        response.setStatus(status);
        response.setContentType("application/problem+json");
        write(
                response,
                Wire.object()
                        .add("type", "about:blank")
                        .add("title", "The report was not accepted")
                        .add("status", status)
                        .add("detail", detail)
                        .build()
                        .toString());
    }

    private static void write(HttpServletResponse response, String json) throws IOException {
        var bytes = json.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
