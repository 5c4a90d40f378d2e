package org.almoner.giving;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import org.almoner.time.Calendar;

/** {@code /unsubscribe/<token>}: no cookie, no sign-in, no redirect and no script, as RFC 8058 wants it. */
@WebServlet(urlPatterns = "/unsubscribe/*")
public class UnsubscribeServlet extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient UnsubscribePages pages;

    @Inject
    private transient Calendar calendar;

    private final transient Visits visits = new Visits();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, false);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, true);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, boolean sent) throws IOException {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Robots-Tag", "noindex, nofollow");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
        if (!visits.allowed(request.getRemoteAddr(), calendar.now())) {
            response.setHeader("Retry-After", "60");
            response.setStatus(429);
            return;
        }
        var path = request.getPathInfo() == null ? "" : request.getPathInfo();
        var answer = pages.answer(
                path.startsWith("/") ? path.substring(1) : path,
                sent,
                Collections.list(request.getLocales()),
                request.getContextPath() + "/giving/");
        response.setStatus(answer.status());
        response.setContentType("text/html;charset=UTF-8");
        var bytes = answer.html().getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
