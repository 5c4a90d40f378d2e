package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.time.YearMonth;
import org.almoner.database.Page;
import org.almoner.reconcile.ClosePreview;
import org.almoner.reconcile.MonthView.CloseRequest;
import org.almoner.reconcile.Months;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** That a month of a legal entity be closed: asked for by one of finance, agreed to by another. */
@Tag(name = "Reconciliations")
@Path("/reconciliations/{period: [^/.]+}/close-requests")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CloseRequestsResource {

    /** Whose month is meant where nobody says. */
    static final String FIRST = "main";

    @Inject
    private Months months;

    @Context
    private SecurityContext caller;

    @PathParam("period")
    private String period;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var entity = Asked.in(uri, "entity").text("entity");
        var requests = months.requests(entity == null ? FIRST : entity, month());
        return Wire.page(new Page<>(requests, null), CloseRequestsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(find(id));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(
            summary = "Ask that a month be closed, or preview it",
            description = "entity is the code of the legal entity, main if left out; note is for whoever decides. With"
                    + " preview=true nothing is asked: the answer says what would be locked, what is in the way, and the"
                    + " seen that agreeing needs.")
    public Response ask(
            InputStream sent,
            @QueryParam("preview") @Parameter(description = "true: say what would happen and ask for nothing")
                    String preview,
            @Context UriInfo uri) {
        var previewed = Boolean.TRUE.equals(Asked.in(uri, "preview").flag("preview"));
        var body = Body.read(sent, "entity", "note");
        var entity = body.text("entity", FIRST);
        var note = body.textOrEmpty("note", "");
        body.done();
        if (previewed) {
            return Response.ok(json(months.preview(entity, month()))).build();
        }
        var id = months.ask(entity, month(), note, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(Long.toString(id)).build())
                .entity(item(id))
                .build();
    }

    @POST
    @Path("{id: \\d{1,18}}/agree")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(summary = "Agree, which closes the month", description = "seen is that of the preview you looked at.")
    public JsonObject agree(@PathParam("id") long id, InputStream sent) {
        find(id);
        var body = Body.read(sent, "seen");
        body.missing("seen");
        var seen = body.text("seen", "");
        body.done();
        months.agree(id, seen, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/decline")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject decline(@PathParam("id") long id) {
        find(id);
        months.decline(id, who());
        return item(id);
    }

    private CloseRequest find(long id) {
        return months.request(id)
                .filter(request -> request.period().equals(month()))
                .orElseThrow(() -> Answered.notFound("request " + id + " for " + month()));
    }

    private YearMonth month() {
        return ReconciliationsResource.read(period);
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    static JsonObject json(CloseRequest request) {
        return Wire.object()
                .add("id", request.id())
                .add("entity", request.entity())
                .add("period", Wire.of(request.period()))
                .add("status", request.state().name())
                .add("note", request.note())
                .add("requestedBy", request.requestedBy())
                .add("requestedAt", Wire.of(request.requestedAt()))
                .add("decidedBy", Wire.of(request.decidedBy()))
                .add("decidedAt", Wire.of(request.decidedAt()))
                .build();
    }

    private static JsonObject json(ClosePreview preview) {
        var earlier = Wire.array();
        preview.earlier().forEach(month -> earlier.add(month.toString()));
        var obstacles = Wire.array();
        preview.obstacles()
                .forEach(each -> obstacles.add(Wire.object()
                        .add("kind", each.kind().name())
                        .add("about", Wire.of(each.about()))
                        .add("count", each.count())
                        .add("message", each.message())));
        var checks = Wire.array();
        preview.checks()
                .forEach(check -> checks.add(Wire.object()
                        .add("name", check.name().name())
                        .add("outcome", check.outcome().name())
                        .add("detail", check.detail())));
        return Wire.object(ReconciliationsResource.json(preview.month()))
                .add("checks", checks)
                .add("earlier", earlier)
                .add("transactions", preview.transactions())
                .add("entries", preview.entries())
                .add("obstacles", obstacles)
                .add("seen", preview.seen())
                .build();
    }
}
