package org.almoner.console;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.almoner.database.Rejection;
import org.almoner.journal.FundBalances;
import org.almoner.journal.FundRelease;
import org.almoner.journal.FundReleases;
import org.almoner.money.Currencies;

/**
 * Releases money of a fund with the document of the form, and hands documents out. A servlet, so that only people who are
 * signed in can make the server keep a large body.
 */
@WebServlet("/console/fund-release")
@MultipartConfig(
        fileSizeThreshold = 65_536,
        maxFileSize = FundReleases.MOST_BYTES,
        maxRequestSize = FundReleases.MOST_BYTES + 65_536)
public class ReleaseServlet extends HttpServlet {

    /** In the session, until the page has said it. */
    static final String REFUSED = "org.almoner.console.releaseRefused";

    static final String RELEASED = "org.almoner.console.released";

    private static final long serialVersionUID = 1;

    @Inject
    private transient FundReleases releases;

    @Inject
    private transient FundBalances balances;

    @Inject
    private transient Words words;

    @Inject
    private transient Viewer viewer;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var id = Choice.number(request.getParameter("id"));
        var document = id == null ? null : balances.document(id).orElse(null);
        if (document == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        response.setContentType("application/octet-stream");
        response.setHeader(
                "Content-Disposition",
                "attachment; filename*=UTF-8''"
                        + URLEncoder.encode(document.name(), StandardCharsets.UTF_8)
                                .replace("+", "%20"));
        response.setHeader("Cache-Control", "private, no-store");
        response.setContentLength(document.bytes().length);
        response.getOutputStream().write(document.bytes());
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!viewer.isFinance()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        var fund = Objects.requireNonNullElse(request.getParameter("fund"), "");
        try {
            releases.release(fund, draft(request), document(request), viewer.getEmail(), viewer.isAdministrator());
            request.getSession().setAttribute(RELEASED, words.say("fund.released"));
        } catch (Rejection rejection) {
            request.getSession().setAttribute(REFUSED, rejection.getMessage());
        } catch (IllegalStateException tooLarge) {
            request.getSession().setAttribute(REFUSED, words.say("fund.document.large"));
        }
        response.sendRedirect(
                request.getContextPath() + "/console/fund?code=" + URLEncoder.encode(fund, StandardCharsets.UTF_8));
    }

    private FundRelease.Draft draft(HttpServletRequest request) {
        var currency = Objects.requireNonNullElse(Choice.text(request.getParameter("currency")), "");
        var amount = Choice.text(request.getParameter("amount"));
        if (!Currencies.isCode(currency)) {
            throw Rejection.invalid("currency", words.say("fund.currency.wrong"));
        }
        if (amount == null || !amount.matches("\\d{1,12}([.,]\\d{1,3})?")) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        var minor = new BigDecimal(amount.replace(',', '.')).movePointRight(Currencies.exponent(currency));
        if (minor.stripTrailingZeros().scale() > 0) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        return new FundRelease.Draft(
                minor.longValueExact(),
                currency,
                FundPage.day(request.getParameter("on")),
                request.getParameter("reference"));
    }

    private static FundRelease.Document document(HttpServletRequest request) throws IOException, ServletException {
        var file = request.getPart("document");
        if (file == null || file.getSize() == 0) {
            return null;
        }
        try (var sent = file.getInputStream()) {
            return new FundRelease.Document(file.getSubmittedFileName(), sent.readNBytes(FundReleases.MOST_BYTES + 1));
        }
    }
}
