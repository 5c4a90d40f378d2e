package org.almoner.console;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.YearMonth;
import java.util.Optional;
import java.util.regex.Pattern;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.database.Rejection;
import org.almoner.receipt.PrintBatches;
import org.almoner.receipt.PrintQueue;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptSeriesQueries;
import org.almoner.receipt.ReceiptTemplate;
import org.almoner.receipt.ReceiptTemplates;
import org.almoner.receipt.ReceiptTrials;
import org.almoner.receipt.TemplatePreviews;
import org.almoner.report.MonthPackage;
import org.almoner.report.MonthPackages;
import org.almoner.report.ReconciliationCsv;
import org.almoner.report.ReconciliationPdf;
import org.almoner.report.ReconciliationXlsx;
import org.almoner.report.SustainabilityCsv;
import org.almoner.report.SustainabilityPdf;
import org.almoner.report.SustainabilityReports;
import org.almoner.time.Calendar;

/** Documents for people who are signed in: the API gives the same to those with a token. */
@WebServlet("/console/files/*")
public class Files extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final Pattern PATH = Pattern.compile(
            "/(receipts|receipt-series|receipt-tests|print-batches|receipt-templates|reconciliations|packages|sustainability)/([A-Za-z0-9._-]+)\\.(pdf|csv|xlsx|zip)");
    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    @Inject
    private transient Calendar calendar;

    @Inject
    private transient LegalEntities entities;

    @Inject
    private transient ReceiptQueries receipts;

    @Inject
    private transient ReceiptSeriesQueries series;

    @Inject
    private transient ReceiptTrials trials;

    @Inject
    private transient PrintQueue queue;

    @Inject
    private transient PrintBatches batches;

    @Inject
    private transient ReceiptTemplates templates;

    @Inject
    private transient TemplatePreviews previews;

    @Inject
    private transient ReconciliationCsv csv;

    @Inject
    private transient ReconciliationXlsx xlsx;

    @Inject
    private transient ReconciliationPdf pdf;

    @Inject
    private transient MonthPackage packing;

    @Inject
    private transient MonthPackages packages;

    @Inject
    private transient SustainabilityReports reports;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var path = PATH.matcher(request.getPathInfo() == null ? "" : request.getPathInfo());
        if (!path.matches()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        var name = path.group(2);
        switch (path.group(1) + path.group(3)) {
            case "receiptspdf" -> receipt(name, request, response);
            case "receipt-testspdf" -> {
                var page = trial(name, response);
                if (page != null) {
                    head(response, "application/pdf", "test-" + name + ".pdf", true);
                    response.getOutputStream().write(page);
                }
            }
            case "receipt-templatespdf" -> template(name, request, response);
            case "receipt-testszip" -> {
                head(response, "application/zip", "receipts-test-" + name + ".zip", false);
                trials.run(name, response.getOutputStream());
            }
            case "print-batchespdf" -> batch(name, response);
            case "receipt-seriescsv" -> register(name, response);
            case "reconciliationscsv", "reconciliationsxlsx", "reconciliationspdf", "reconciliationszip" ->
                reconciliation(name, path.group(3), request, response);
            case "packageszip" -> kept(name, response);
            case "sustainabilitypdf" -> {
                var month = month(name, response);
                if (month != null) {
                    var pdf = SustainabilityPdf.of(reports.of(month));
                    head(response, "application/pdf", "sustainability-" + month + ".pdf", true);
                    response.getOutputStream().write(pdf);
                }
            }
            case "sustainabilitycsv" -> {
                var month = month(name, response);
                if (month != null) {
                    head(response, "text/csv;charset=UTF-8", "sustainability-" + month + ".csv", false);
                    SustainabilityCsv.write(reports.of(month), response.getWriter());
                }
            }
            default -> response.sendError(HttpServletResponse.SC_NOT_FOUND);
        }
    }

    /** The month of the name, unless it is none or has not begun; then 404 is answered. */
    private YearMonth month(String name, HttpServletResponse response) throws IOException {
        var month = Choice.month(name);
        if (month == null || month.isAfter(YearMonth.from(calendar.today()))) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return null;
        }
        return month;
    }

    /** A month's files, of all legal entities together or of the one that is asked for. */
    private void reconciliation(String name, String kind, HttpServletRequest request, HttpServletResponse response)
            throws IOException {
        var month = month(name, response);
        if (month == null) {
            return;
        }
        var all = entities.all();
        var code = Choice.text(request.getParameter("entity"));
        var one = all.stream().filter(each -> each.code().equals(code)).findFirst();
        if (code != null && one.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        Long entity = one.map(LegalEntity::id).orElse(null);
        var file = "reconciliation-" + month + (code == null || all.size() == 1 ? "" : "-" + code) + "." + kind;
        switch (kind) {
            case "csv" -> {
                head(response, "text/csv;charset=UTF-8", file, false);
                csv.write(month, entity, response.getOutputStream());
            }
            case "xlsx" -> {
                head(response, XLSX, file, false);
                xlsx.write(month, entity, response.getOutputStream());
            }
            case "pdf" -> {
                var bytes = pdf.of(month, entity);
                head(response, "application/pdf", file, false);
                response.getOutputStream().write(bytes);
            }
            default -> {
                head(response, "application/zip", file, false);
                packing.send(month, entity, response.getOutputStream());
            }
        }
    }

    private void receipt(String number, HttpServletRequest request, HttpServletResponse response) throws IOException {
        boolean copy = request.getParameter("copy") != null;
        var pdf = copy ? receipts.copy(number) : receipts.pdf(number);
        if (pdf.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        head(response, "application/pdf", number + ".pdf", !copy);
        response.setContentLength(pdf.get().length);
        response.getOutputStream().write(pdf.get());
    }

    /** The page that a gift would get; where it cannot get one, 409 is answered. */
    private byte[] trial(String gift, HttpServletResponse response) throws IOException {
        try {
            return trials.page(gift);
        } catch (Rejection missing) {
            response.sendError(HttpServletResponse.SC_CONFLICT, missing.getMessage());
            return null;
        }
    }

    /** The page that a template makes of a gift; where it makes none, 409 is answered. */
    private void template(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        var number = Choice.number(id);
        var gift = Choice.text(request.getParameter("gift"));
        var template = number == null || gift == null ? Optional.<ReceiptTemplate>empty() : templates.find(number);
        if (template.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            var page = previews.page(template.get(), gift);
            head(response, "application/pdf", "template-" + number + ".pdf", true);
            response.getOutputStream().write(page);
        } catch (Rejection missing) {
            response.sendError(HttpServletResponse.SC_CONFLICT, missing.getMessage());
        }
    }

    private void batch(String id, HttpServletResponse response) throws IOException {
        var number = Choice.number(id);
        if (number == null
                || queue.find(number).filter(PrintQueue.Batch::printable).isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        head(response, "application/pdf", "print-batch-" + number + ".pdf", false);
        batches.write(number, response.getOutputStream());
    }

    private void register(String name, HttpServletResponse response) throws IOException {
        var found = series.find(name);
        if (found.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        head(response, "text/csv;charset=UTF-8", "receipts-" + found.get().name() + ".csv", false);
        series.csv(found.get(), response.getOutputStream());
    }

    private void kept(String id, HttpServletResponse response) throws IOException {
        var number = Choice.number(id);
        var kept = number == null ? Optional.<MonthPackages.Kept>empty() : packages.find(number);
        if (kept.isEmpty()) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        head(response, "application/zip", kept.get().fileName(), false);
        response.setContentLengthLong(kept.get().size());
        packages.copy(number, response.getOutputStream());
    }

    /** Names from our own numbers only; shown within our own pages where that is wanted. */
    private static void head(HttpServletResponse response, String type, String name, boolean inline) {
        response.setContentType(type);
        response.setHeader("Content-Disposition", (inline ? "inline" : "attachment") + "; filename=\"" + name + "\"");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'");
        response.setHeader("Cache-Control", "private, no-store");
    }
}
