package org.almoner.console;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import org.almoner.database.Rejection;
import org.almoner.proof.ReportAsked;
import org.almoner.proof.ReportKind;
import org.almoner.proof.StripeReports;

/**
 * Takes a report file from the form of its page. A servlet and no Faces action, so that only people who are signed in can
 * make the server keep a large body, and so that it goes to the disk and not through the view's state.
 */
@WebServlet("/console/stripe-report-import")
@MultipartConfig(
        fileSizeThreshold = 65_536,
        maxFileSize = StripeReports.MOST_BYTES,
        maxRequestSize = StripeReports.MOST_BYTES + 65_536)
public class StripeReportImport extends HttpServlet {

    /** In the session, until the page has said it: why a file was not taken. */
    static final String REFUSED = "org.almoner.console.reportRefused";

    /** In the session, until the page has said it: what became of a file. */
    static final String TAKEN = "org.almoner.console.reportTaken";

    private static final long serialVersionUID = 1;

    @Inject
    private transient StripeReports reports;

    @Inject
    private transient Words words;

    @Inject
    private transient Viewer viewer;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!viewer.isFinance()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        try {
            var file = file(request);
            if (file == null || file.getSize() == 0) {
                refuse(request, response, words.say("report.file.none"));
                return;
            }
            try (var sent = file.getInputStream()) {
                var taken = reports.take(sent, file.getSubmittedFileName(), asked(request), viewer.getEmail());
                request.getSession().setAttribute(TAKEN, taken.added() ? "report.imported" : "report.known");
                response.sendRedirect(request.getContextPath() + "/console/stripe-report?id=" + taken.id());
            }
        } catch (Rejection rejection) {
            refuse(request, response, rejection.getMessage());
        }
    }

    private Part file(HttpServletRequest request) throws IOException, ServletException {
        try {
            return request.getPart("file");
        } catch (IllegalStateException tooLarge) {
            throw Rejection.invalid("file", words.say("report.file.large"));
        } catch (ServletException noForm) {
            throw Rejection.invalid("file", words.say("report.file.broken"));
        }
    }

    private ReportAsked asked(HttpServletRequest request) {
        var kind = Choice.text(request.getParameter("kind"));
        if (kind != null && Choice.of(ReportKind.class, kind) == null) {
            throw Rejection.invalid("kind", words.say("report.kind.wrong"));
        }
        var book = Choice.text(request.getParameter("account"));
        return new ReportAsked(
                Choice.of(ReportKind.class, kind),
                zone(Choice.text(request.getParameter("zone"))),
                day(Choice.text(request.getParameter("from"))),
                day(Choice.text(request.getParameter("to"))),
                book == null ? null : book.substring(book.indexOf('|') + 1),
                book == null ? null : book.startsWith("true|"));
    }

    private ZoneId zone(String text) {
        try {
            return text == null ? null : ZoneId.of(text);
        } catch (DateTimeException notAZone) {
            throw Rejection.invalid("zone", words.say("report.zone.wrong"));
        }
    }

    private LocalDate day(String text) {
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException notADay) {
            throw Rejection.invalid("from", words.say("date.wrong"));
        }
    }

    private static void refuse(HttpServletRequest request, HttpServletResponse response, String why)
            throws IOException {
        request.getSession().setAttribute(REFUSED, why);
        response.sendRedirect(request.getContextPath() + "/console/stripe-reports");
    }
}
