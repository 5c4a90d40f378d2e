package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import org.almoner.proof.ReportAsked;
import org.almoner.proof.ReportKind;
import org.almoner.proof.StripeReport;
import org.almoner.proof.StripeReportQueries;
import org.almoner.proof.StripeReports;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Stripe's report files, compared with the books. The amounts of totals are plain, in minor units of their currency. */
@Tag(name = "Stripe reports")
@Path("/stripe-reports")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StripeReportsResource {

    @Inject
    private StripeReports reports;

    @Inject
    private StripeReportQueries queries;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(queries.page(asked.after(), asked.limit()), report -> json(report)
                .build());
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var totals = Wire.array();
        var report = find(id);
        queries.totals(id)
                .forEach(total -> totals.add(Wire.object()
                        .add("currency", total.currency())
                        .add("category", Wire.of(total.category().isEmpty() ? null : total.category()))
                        .add("compared", total.compared())
                        .add("theirs", sum(total.theirs()))
                        .add("ours", sum(total.ours()))));
        return json(report).add("totals", totals).build();
    }

    @GET
    @Path("{id: \\d{1,18}}/differences")
    public JsonObject differences(@PathParam("id") long id, @Context UriInfo uri) {
        var asked = Asked.in(uri);
        find(id);
        return Wire.page(queries.differences(id, asked.after(), asked.limit()), StripeReportsResource::json);
    }

    /** Takes a file in: 201 for a new one, 200 for one that was imported before. */
    @POST
    @Consumes("text/csv")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response take(
            InputStream sent, @Context UriInfo uri, @HeaderParam(HttpHeaders.CONTENT_LENGTH) String length) {
        var asked = Asked.in(uri, "name", "kind", "zone", "from", "to", "account", "livemode");
        if (length != null && length.length() < 19 && Long.parseLong(length) > StripeReports.MOST_BYTES) {
            throw new Answered(
                    413, "Send at most " + StripeReports.MOST_BYTES + " bytes; make the report for less time");
        }
        var said = new ReportAsked(
                asked.oneOf("kind", ReportKind.class),
                asked.zone("zone"),
                asked.day("from"),
                asked.day("to"),
                asked.text("account"),
                asked.flag("livemode"));
        try {
            var taken = reports.take(sent, asked.text("name"), said, who());
            var location = uri.getAbsolutePathBuilder()
                    .path(String.valueOf(taken.id()))
                    .build();
            return Response.status(taken.added() ? Response.Status.CREATED : Response.Status.OK)
                    .location(location)
                    .entity(item(taken.id()))
                    .build();
        } catch (IOException cut) {
            throw new Answered(400, "The file ended too early; send it again");
        }
    }

    /** Compares a report with the books as they are now. */
    @POST
    @Path("{id: \\d{1,18}}/comparison")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject compare(@PathParam("id") long id) {
        reports.compareAgain(id, who());
        return item(id);
    }

    private StripeReport find(long id) {
        return queries.find(id).orElseThrow(() -> Answered.notFound("report " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObjectBuilder json(StripeReport report) {
        return Wire.object()
                .add("id", report.id())
                .add("name", report.name())
                .add("kind", report.kind().name())
                .add("zone", report.zone())
                .add("account", Wire.of(report.account()))
                .add("livemode", flag(report.livemode()))
                .add("from", Wire.of(report.since()))
                .add("to", Wire.of(report.until()))
                .add("rows", report.lines())
                .add("outcome", report.outcome().name())
                .add("agreed", report.agreed())
                .add("differing", report.differing())
                .add("importedBy", report.importedBy())
                .add("importedAt", Wire.of(report.importedAt()))
                .add("comparedAt", Wire.of(report.comparedAt()))
                .add("sha256", report.sha256());
    }

    private static JsonValue flag(Boolean value) {
        return value == null ? JsonValue.NULL : value ? JsonValue.TRUE : JsonValue.FALSE;
    }

    private static JsonObjectBuilder sum(StripeReport.Sum sum) {
        return Wire.object()
                .add("count", Wire.of(sum.count()))
                .add("gross", Wire.of(sum.gross()))
                .add("fee", Wire.of(sum.fee()))
                .add("net", Wire.of(sum.net()));
    }

    private static JsonObject json(StripeReport.Difference difference) {
        return Wire.object()
                .add("kind", difference.kind().name())
                .add("line", Wire.of(difference.line()))
                .add("reference", difference.reference())
                .add("field", Wire.of(difference.field().isEmpty() ? null : difference.field()))
                .add(
                        "ours",
                        difference.oursAmount() == null ? Wire.of(difference.ours()) : Wire.of(difference.oursAmount()))
                .add(
                        "theirs",
                        difference.theirsAmount() == null
                                ? Wire.of(difference.theirs())
                                : Wire.of(difference.theirsAmount()))
                .build();
    }
}
