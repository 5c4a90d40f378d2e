package org.almoner.giving;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collections;
import org.almoner.time.Calendar;

/** {@code /my/<token>}: a donor's receipts, and what we know of the donor. */
@WebServlet(urlPatterns = "/my/*")
public class DonorServlet extends PublicServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient DonorPages pages;

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
        secret(response, "'self'");
        var path = request.getPathInfo() == null ? "" : request.getPathInfo();
        var answer = pages.answer(new DonorPages.Visit(
                path.startsWith("/") ? path.substring(1) : path,
                request.getContextPath() + request.getServletPath() + "/",
                request.getContextPath(),
                sent,
                asked(request),
                Collections.list(request.getLocales()),
                visits.allowed(request.getRemoteAddr(), calendar.now())));
        if (answer.pdf() == null) {
            answer(response, answer.status(), answer.html(), answer.location());
            return;
        }
        response.setContentType("application/pdf");
        // numbers are letters, digits and dashes
        response.setHeader("Content-Disposition", "attachment; filename=\"" + answer.number() + ".pdf\"");
        response.setContentLength(answer.pdf().length);
        response.getOutputStream().write(answer.pdf());
    }
}
