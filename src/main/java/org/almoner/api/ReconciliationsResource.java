package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.YearMonth;
import java.util.List;
import org.almoner.affiliate.LegalEntities;
import org.almoner.database.Rejection;
import org.almoner.reconcile.MonthView;
import org.almoner.reconcile.Months;
import org.almoner.reconcile.Reconciliation;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.report.MonthPackage;
import org.almoner.report.MonthPackages;
import org.almoner.report.ReconciliationCsv;
import org.almoner.report.ReconciliationPdf;
import org.almoner.report.ReconciliationXlsx;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Months of the Stripe balance, explained; as JSON, and for finance as CSV, XLSX and PDF, and all in one archive. */
@Tag(name = "Reconciliations")
@Path("/reconciliations")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReconciliationsResource {

    private static final String XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    @Inject
    private ReconciliationQueries reconciliations;

    @Inject
    private LegalEntities entities;

    @Inject
    private Months months;

    @Inject
    private ReconciliationCsv csv;

    @Inject
    private ReconciliationXlsx xlsx;

    @Inject
    private ReconciliationPdf pdf;

    @Inject
    private MonthPackage packing;

    @Inject
    private MonthPackages packages;

    @GET
    @Path("{period: [^/.]+}")
    public JsonObject month(@PathParam("period") String period, @Context UriInfo uri) {
        var month = read(period);
        var wanted = entity(uri);
        var stories = Wire.array();
        entities.all().stream()
                .filter(each -> wanted == null || each.id() == wanted)
                .forEach(each -> stories.add(json(months.view(each.code(), month))));
        return Wire.object(json(reconciliations.of(month, wanted)))
                .add("entities", stories)
                .build();
    }

    @GET
    @Path("{period: [^/.]+}.csv")
    @Produces("text/csv;charset=UTF-8")
    public Response csv(@PathParam("period") String period, @Context UriInfo uri) {
        var month = read(period);
        var entity = entity(uri);
        return file(out -> csv.write(month, entity, out), name(month, uri, "csv"));
    }

    @GET
    @Path("{period: [^/.]+}.xlsx")
    @Produces(XLSX)
    public Response xlsx(@PathParam("period") String period, @Context UriInfo uri) {
        var month = read(period);
        var entity = entity(uri);
        return file(out -> xlsx.write(month, entity, out), name(month, uri, "xlsx"));
    }

    @GET
    @Path("{period: [^/.]+}.pdf")
    @Produces("application/pdf")
    public Response pdf(@PathParam("period") String period, @Context UriInfo uri) {
        var month = read(period);
        var bytes = pdf.of(month, entity(uri));
        return file(out -> out.write(bytes), name(month, uri, "pdf"));
    }

    /** The package of the month as it stands now, of all legal entities or of {@code ?entity=} one: PDF, workbook, CSV and manifest in one archive. */
    @GET
    @Path("{period: [^/.]+}.zip")
    @Produces("application/zip")
    public Response zip(@PathParam("period") String period, @Context UriInfo uri) {
        var month = read(period);
        var entity = entity(uri);
        return file(out -> packing.send(month, entity, out), name(month, uri, "zip"));
    }

    /** The packages of the month that were kept, the newest first. */
    @GET
    @Path("{period: [^/.]+}/packages")
    public JsonObject packages(@PathParam("period") String period, @Context UriInfo uri) {
        var items = Wire.array();
        packages.of(read(period), entity(uri)).forEach(kept -> items.add(json(kept)));
        return Wire.object().add("items", items).add("next", JsonValue.NULL).build();
    }

    /** A package as it was kept. */
    @GET
    @Path("{period: [^/.]+}/packages/{id: \\d{1,18}}.zip")
    @Produces("application/zip")
    public Response kept(@PathParam("period") String period, @PathParam("id") long id) {
        var month = read(period);
        var kept = packages.find(id)
                .filter(each -> each.period().equals(month))
                .orElseThrow(() -> Answered.notFound("package " + id + " of " + month));
        return file(out -> packages.copy(id, out), kept.fileName());
    }

    private static JsonObject json(MonthPackages.Kept kept) {
        return Wire.object()
                .add("id", kept.id())
                .add("entity", Wire.of(kept.entity()))
                .add("kind", kept.isFinal() ? "FINAL" : "DRAFT")
                .add("reopened", kept.reopened())
                .add("close", Wire.of(kept.closeExecution()))
                .add("asOf", Wire.of(kept.asOf()))
                .add("madeAt", Wire.of(kept.madeAt()))
                .add("madeBy", kept.madeBy())
                .add("size", kept.size())
                .add("sha256", kept.sha256())
                .build();
    }

    /** The id of the one legal entity that is asked for by its code, or null for all together. */
    private Long entity(UriInfo uri) {
        var code = Asked.in(uri, "entity").text("entity");
        return code == null
                ? null
                : (Long) entities.find(code)
                        .orElseThrow(() -> Rejection.invalid(
                                "entity", "there is no legal entity " + code + "; /api/v1/legal-entities lists them"))
                        .id();
    }

    /** What a file is called; after its legal entity, where one was asked for. */
    private static String name(YearMonth month, UriInfo uri, String ending) {
        var code = uri.getQueryParameters().getFirst("entity");
        return "reconciliation-" + month + (code == null ? "" : "-" + code) + "." + ending;
    }

    private static Response file(StreamingOutput content, String name) {
        return Response.ok(content)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    static YearMonth read(String period) {
        try {
            return YearMonth.parse(period);
        } catch (DateTimeException e) {
            throw new Answered(404, "A month is written like 2026-11, not " + period);
        }
    }

    /** How far the month of one legal entity has come, and through whom. */
    static JsonObject json(MonthView month) {
        var history = Wire.array();
        month.history()
                .forEach(change -> history.add(Wire.object()
                        .add("status", change.status())
                        .add("at", Wire.of(change.at()))
                        .add("actor", change.actor())
                        .add("requestedBy", Wire.of(change.requestedBy()))
                        .add("reason", change.reason())));
        return Wire.object()
                .add("entity", month.entity())
                .add("period", Wire.of(month.period()))
                .add("status", month.status().name())
                .add("since", Wire.of(month.since()))
                .add(
                        "closeRequest",
                        month.waiting() == null ? JsonValue.NULL : CloseRequestsResource.json(month.waiting()))
                .add("history", history)
                .build();
    }

    static JsonObject json(Reconciliation month) {
        var exceptions = Wire.array();
        month.exceptions().forEach(exception -> exceptions.add(ExceptionsResource.json(exception)));
        var json = Wire.object()
                .add("period", Wire.of(month.period()))
                .add("status", month.status().name())
                .add("currencies", lines(month.currencies()))
                .add("exceptions", exceptions);
        if (!month.accounts().isEmpty()) {
            var accounts = Wire.array();
            month.accounts()
                    .forEach(each -> accounts.add(
                            Wire.object().add("account", each.account()).add("currencies", lines(each.currencies()))));
            json.add("accounts", accounts);
        }
        return json.build();
    }

    private static JsonArrayBuilder lines(List<Reconciliation.Line> lines) {
        var currencies = Wire.array();
        lines.forEach(line -> currencies.add(Wire.object()
                .add("currency", line.currency())
                .add("opening", line.opening())
                .add("charges", line.charges())
                .add("refunds", line.refunds())
                .add("disputes", line.disputes())
                .add("fees", line.fees())
                .add("adjustments", line.adjustments())
                .add("payouts", line.payouts())
                .add("closing", line.closing())
                .add("unexplained", line.unexplained())));
        return currencies;
    }
}
