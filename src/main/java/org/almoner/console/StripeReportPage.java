package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.proof.StripeReport;
import org.almoner.proof.StripeReportQueries;
import org.almoner.proof.StripeReports;

/** One report: whether it agrees with the books, both sides added up, and what differs. */
@Named
@RequestScoped
public class StripeReportPage {

    /** A difference and the page of what it is about, or null. */
    public record Row(StripeReport.Difference difference, String page) {}

    private static final int ROWS_SHOWN = 100;

    private StripeReports reports;
    private StripeReportQueries queries;
    private Lookup lookup;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;
    private HttpServletRequest request;

    private Long id;
    private String after;
    private StripeReport report;
    private Page<StripeReport.Difference> differences;
    private List<StripeReport.Total> totals;
    private List<Row> rows;
    private String said;

    protected StripeReportPage() {}

    @Inject
    StripeReportPage(
            StripeReports reports,
            StripeReportQueries queries,
            Lookup lookup,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats,
            HttpServletRequest request) {
        this.id = Choice.number(request.getParameter("id"));
        this.after = Choice.text(request.getParameter("after"));
        this.reports = reports;
        this.queries = queries;
        this.lookup = lookup;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
        this.request = request;
    }

    public void load() {
        if (getReport() == null) {
            Deeds.missing();
            return;
        }
        var key = StripeReportList.once(request, StripeReportImport.TAKEN);
        said = key == null ? null : words.say(key);
    }

    /** Compares with the books as they are now. */
    public void compareAgain() {
        if (id != null && deeds.attempt(viewer.isFinance(), null, () -> reports.compareAgain(id, viewer.getEmail()))) {
            deeds.done("report.again.done");
            deeds.goTo("stripe-report?id=" + id);
        }
    }

    public StripeReport getReport() {
        if (report == null && id != null) {
            report = queries.find(id).orElse(null);
        }
        return report;
    }

    public List<StripeReport.Total> getTotals() {
        if (totals == null) {
            totals = queries.totals(id);
        }
        return totals;
    }

    public List<Row> getRows() {
        if (rows == null) {
            var pages = new TreeMap<String, String>();
            rows = differences().items().stream()
                    .map(each -> new Row(each, page(pages, each.reference())))
                    .toList();
        }
        return rows;
    }

    /** Where later differences begin; null when there are none. */
    public String getLater() {
        return differences().next();
    }

    /** The interval in the file's own zone. */
    public String getInterval() {
        if (report.since() == null || report.until() == null) {
            return Formats.UNKNOWN;
        }
        var zone = ZoneId.of(report.zone());
        var format = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
        return format.format(report.since().atZone(zone)) + " – "
                + format.format(report.until().atZone(zone)) + " (" + report.zone() + ")";
    }

    /** An amount of a total; empty where a report does not say. */
    public String amount(Long minor, String currency) {
        return minor == null ? "" : formats.amount(minor, currency);
    }

    public String number(Long number) {
        return number == null ? "" : formats.number(number);
    }

    /** What became of the file that was just sent, or null. */
    public String getSaid() {
        return said;
    }

    public Long getId() {
        return id;
    }

    private Page<StripeReport.Difference> differences() {
        if (differences == null) {
            try {
                differences = queries.differences(id, after, ROWS_SHOWN);
            } catch (Cursor.BadCursor madeUp) {
                differences = queries.differences(id, null, ROWS_SHOWN);
            }
        }
        return differences;
    }

    private String page(Map<String, String> known, String reference) {
        if (!known.containsKey(reference)) {
            known.put(
                    reference,
                    reference.indexOf('_') < 0 ? null : lookup.page(reference).orElse(null));
        }
        return known.get(reference);
    }
}
