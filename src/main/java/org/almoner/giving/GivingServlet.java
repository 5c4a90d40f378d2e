package org.almoner.giving;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.almoner.time.Calendar;

/**
 * {@code /giving/<token>}: one donor's recurring gift. The link is the key, so nothing keeps it, sends it on or finds it: no
 * cache, no referrer, no search engine; and nothing runs on the page.
 */
@WebServlet(urlPatterns = "/giving/*")
public class GivingServlet extends PublicServlet {

    private static final long serialVersionUID = 1;

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
            write(response, PublicHtml.STYLE);
            return;
        }
        answer(request, response, false);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, true);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, boolean sent) throws IOException {
        secret(response, "'self' https://checkout.stripe.com");
        var path = request.getPathInfo() == null ? "" : request.getPathInfo();
        var base = request.getContextPath() + request.getServletPath() + "/";
        var asked = asked(request);
        var visit = new GivingPages.Visit(
                path.startsWith("/") ? path.substring(1) : path,
                base,
                sent,
                asked,
                Collections.list(request.getLocales()),
                visits.allowed(request.getRemoteAddr(), calendar.now()));
        var answer = pages.answer(visit);
        answer(response, answer.status(), answer.html(), answer.location());
    }
}
