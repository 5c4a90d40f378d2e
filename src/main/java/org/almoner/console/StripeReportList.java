package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.proof.ReportKind;
import org.almoner.proof.StripeReport;
import org.almoner.proof.StripeReportQueries;

/** Reports that were compared, the newest first, and the form that takes another. */
@Named
@RequestScoped
public class StripeReportList {

    private StripeReportQueries reports;
    private HttpServletRequest request;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<StripeReport> rows;
    private String refusal;

    protected StripeReportList() {}

    @Inject
    StripeReportList(StripeReportQueries reports, HttpServletRequest request, Words words, Formats formats) {
        this.reports = reports;
        this.request = request;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        paging = new Paging(asked);
        rows = reports.slice(paging.offset(), Paging.SIZE);
        paging.found(rows.size(), reports.count(), words, formats);
        refusal = once(request, StripeReportImport.REFUSED);
    }

    /** A text that the session keeps until it was shown. */
    static String once(HttpServletRequest request, String key) {
        var session = request.getSession(false);
        if (session == null || !(session.getAttribute(key) instanceof String text)) {
            return null;
        }
        session.removeAttribute(key);
        return text;
    }

    public List<StripeReport> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** Why the file that was just sent was not taken, or null. */
    public String getRefusal() {
        return refusal;
    }

    public ReportKind[] getKinds() {
        return ReportKind.values();
    }

    /** The books to choose from, {@code livemode|account}; empty unless there are several. */
    public List<StripeReportQueries.Books> getBooks() {
        var books = reports.books();
        return books.size() > 1 ? books : List.of();
    }

    /** What the address asks for: {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
