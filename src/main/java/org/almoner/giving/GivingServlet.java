package org.almoner.giving;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.almoner.time.Calendar;

/**
 * {@code /giving/<token>}: one donor's recurring gift. The link is the key, so nothing keeps it, sends it on or finds it: no
 * cache, no referrer, no search engine; and nothing runs on the page.
 */
@WebServlet(urlPatterns = "/giving/*")
public class GivingServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final int LONGEST = 200;

    @Inject
    private transient GivingPages pages;

    @Inject
    private transient Calendar calendar;

    private final transient Visits visits = new Visits();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if ("/style.css".equals(request.getPathInfo())) {
            response.setContentType("text/css;charset=UTF-8");
            response.setHeader("Cache-Control", "public, max-age=3600");
            write(response, GivingHtml.STYLE);
            return;
        }
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
                "default-src 'none'; style-src 'self'; form-action 'self' https://checkout.stripe.com; base-uri 'none'; frame-ancestors 'none'");
        var path = request.getPathInfo() == null ? "" : request.getPathInfo();
        var base = request.getContextPath() + request.getServletPath() + "/";
        Map<String, String> asked = new LinkedHashMap<>();
        Collections.list(request.getParameterNames()).forEach(name -> {
            var value = request.getParameter(name);
            if (value.length() <= LONGEST) {
                asked.put(name, value);
            }
        });
        var visit = new GivingPages.Visit(
                path.startsWith("/") ? path.substring(1) : path,
                base,
                sent,
                asked,
                Collections.list(request.getLocales()),
                visits.allowed(request.getRemoteAddr(), calendar.now()));
        var answer = pages.answer(visit);
        if (answer.location() != null) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", answer.location());
            return;
        }
        response.setStatus(answer.status());
        response.setContentType("text/html;charset=UTF-8");
        write(response, answer.html());
    }

    private static void write(HttpServletResponse response, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
