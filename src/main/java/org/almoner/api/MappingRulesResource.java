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
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.almoner.journal.MappingFiles;
import org.almoner.journal.MappingQueries;
import org.almoner.journal.MappingRule;
import org.almoner.journal.MappingRules;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The rules that lead from the ledger to accounts, in the order in which they were written. */
@Tag(name = "Mapping")
@Path("/mapping-rules")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MappingRulesResource {

    private static final String[] DRAFT = {
        "entity", "role", "fund", "channel", "restriction", "currency", "account", "department", "project"
    };

    @Inject
    private MappingRules rules;

    @Inject
    private MappingQueries queries;

    @Inject
    private MappingFiles files;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "month", "role", "account");
        var wanted = new MappingQueries.Wanted(asked.month("month"), asked.text("role"), asked.text("account"));
        return Wire.page(queries.page(wanted, asked.after(), asked.limit()), MappingRulesResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(queries.find(id).orElseThrow(() -> Answered.notFound("mapping rule " + id)));
    }

    /** Writes a rule; one that asks for the same and holds then ends the month before. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response add(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, with("from", "to"));
        body.missing("from", "account");
        var draft = draft(body);
        var from = body.text("from", null);
        var to = body.text("to", null);
        body.done();
        long id = rules.add(draft, JournalsResource.month(from), JournalsResource.month(to), who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(Long.toString(id)).build())
                .entity(item(id))
                .build();
    }

    /** Ends a rule after a month. */
    @POST
    @Path("{id: \\d{1,18}}/end")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject end(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "to");
        body.missing("to");
        var to = body.text("to", null);
        body.done();
        rules.end(id, JournalsResource.month(to), who());
        return item(id);
    }

    /** Tries a rule on a month, and keeps nothing. */
    @POST
    @Path("trial")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject tryOn(InputStream sent) {
        var body = Body.read(sent, with("month", "of"));
        body.missing("month", "account");
        var draft = draft(body);
        var month = body.text("month", null);
        var of = body.text("of", draft.entity() == null ? "main" : draft.entity());
        body.done();
        var trial = rules.tryOn(of, JournalsResource.month(month), List.of(draft), who());
        var lines = Wire.array();
        trial.lines()
                .forEach(line -> lines.add(Wire.object()
                        .add("account", line.account())
                        .add("accountName", line.accountName())
                        .add("department", line.department())
                        .add("project", line.project())
                        .add("fund", line.fund())
                        .add("now", Wire.of(line.now()))
                        .add("then", Wire.of(line.then()))
                        .add("difference", Wire.of(line.difference()))));
        return Wire.object()
                .add("month", Wire.of(trial.month()))
                .add("lines", lines)
                .add("unmapped", trial.unmapped())
                .add("unmappedThen", trial.unmappedThen())
                .build();
    }

    @GET
    @Path("file")
    @Produces("text/csv;charset=UTF-8")
    public Response file() {
        return Response.ok((StreamingOutput) files::writeRules)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"mapping.csv\"")
                .build();
    }

    @POST
    @Path("file")
    @Consumes("text/csv")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject take(InputStream sent) {
        try {
            return Wire.object().add("added", files.readRules(sent, who())).build();
        } catch (IOException cut) {
            throw new Answered(400, "The file ended too early; send it again");
        }
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static String[] with(String... more) {
        var names = new ArrayList<>(List.of(DRAFT));
        names.addAll(List.of(more));
        return names.toArray(String[]::new);
    }

    private static MappingRule.Draft draft(Body body) {
        return new MappingRule.Draft(
                body.text("entity", null),
                body.text("role", null),
                body.text("fund", null),
                body.text("channel", null),
                body.oneOf("restriction", MappingRule.Restriction.class, null),
                body.text("currency", null),
                body.text("account", null),
                body.text("department", null),
                body.text("project", null));
    }

    private static JsonObject json(MappingRule rule) {
        var said = rule.values();
        return Wire.object()
                .add("id", rule.id())
                .add("entity", Wire.of(said.entity()))
                .add("role", Wire.of(said.role()))
                .add("fund", Wire.of(said.fund()))
                .add("channel", Wire.of(said.channel()))
                .add("restriction", Wire.of((Object) said.restriction()))
                .add("currency", Wire.of(said.currency()))
                .add("account", said.account())
                .add("department", said.department())
                .add("project", said.project())
                .add("from", Wire.of(rule.from()))
                .add("to", Wire.of((Object) rule.to()))
                .add("createdBy", rule.createdBy())
                .add("createdAt", Wire.of(rule.createdAt()))
                .add("endedBy", Wire.of(rule.endedBy()))
                .add("endedAt", Wire.of(rule.endedAt()))
                .build();
    }
}
