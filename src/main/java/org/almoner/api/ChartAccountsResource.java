package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.time.YearMonth;
import org.almoner.journal.AccountType;
import org.almoner.journal.ChartAccount;
import org.almoner.journal.ChartAccounts;
import org.almoner.journal.MappingFiles;
import org.almoner.journal.StarterChart;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The charts of accounts, in the order of their codes. */
@Tag(name = "Chart of accounts")
@Path("/chart-accounts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ChartAccountsResource {

    @Inject
    private ChartAccounts chart;

    @Inject
    private MappingFiles files;

    @Inject
    private StarterChart starter;

    @Inject
    private Calendar calendar;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "entity");
        return Wire.page(chart.page(asked.text("entity"), asked.after(), asked.limit()), ChartAccountsResource::json);
    }

    @GET
    @Path("{entity}/{code}")
    public Response item(@PathParam("entity") String entity, @PathParam("code") String code) {
        var account = find(entity, code);
        return Wire.versioned(json(account), account.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "entity", "code", "name", "type", "active");
        var entity = body.text("entity", "main");
        var code = body.text("code", null);
        var draft = draft(body, new ChartAccount.Draft(null, null, true));
        body.done();
        chart.create(entity, code, draft, who());
        var account = find(entity, code);
        return Response.created(
                        uri.getAbsolutePathBuilder().path(entity).path(code).build())
                .entity(json(account))
                .tag(String.valueOf(account.version()))
                .build();
    }

    @PATCH
    @Path("{entity}/{code}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response change(
            @PathParam("entity") String entity,
            @PathParam("code") String code,
            InputStream sent,
            @Context HttpHeaders headers) {
        var body = Body.read(sent, "entity", "code", "name", "type", "active", "version");
        body.same("code", code);
        body.same("entity", entity);
        var version = body.version(headers);
        var draft = draft(body, find(entity, code).values());
        body.done();
        chart.change(entity, code, version, draft, who());
        return item(entity, code);
    }

    /** Gives an entity without accounts the starter chart and its rules. */
    @POST
    @Path("starter")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject starter(InputStream sent) {
        var body = Body.read(sent, "entity", "from");
        var entity = body.text("entity", "main");
        var from = JournalsResource.month(
                body.text("from", YearMonth.from(calendar.today()).toString()));
        body.done();
        starter.take(entity, from, who());
        return Wire.page(chart.page(entity, null, 500), ChartAccountsResource::json);
    }

    @GET
    @Path("file")
    @Produces("text/csv;charset=UTF-8")
    public Response file() {
        return Response.ok((StreamingOutput) files::writeChart)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"chart-of-accounts.csv\"")
                .build();
    }

    @POST
    @Path("file")
    @Consumes("text/csv")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject take(InputStream sent) {
        try {
            return Wire.object().add("changed", files.readChart(sent, who())).build();
        } catch (IOException cut) {
            throw new Answered(400, "The file ended too early; send it again");
        }
    }

    private ChartAccount find(String entity, String code) {
        return chart.find(entity, code).orElseThrow(() -> Answered.notFound("account " + code + " of " + entity));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static ChartAccount.Draft draft(Body body, ChartAccount.Draft known) {
        var active = body.flag("active", known.active());
        return new ChartAccount.Draft(
                body.text("name", known.name()),
                body.oneOf("type", AccountType.class, known.type()),
                active == null || active);
    }

    private static JsonObject json(ChartAccount account) {
        return Wire.object()
                .add("entity", account.entity())
                .add("code", account.code())
                .add("name", account.values().name())
                .add("type", account.values().type().name())
                .add("active", account.values().active())
                .add("version", account.version())
                .build();
    }
}
