package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import org.almoner.bank.BankDesk;
import org.almoner.bank.BankQueries;
import org.almoner.bank.BankViews;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Lines of bank statements, the newest first, with what may be the same money. */
@Tag(name = "Bank")
@Path("/bank-lines")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BankLinesResource {

    @Inject
    private BankQueries queries;

    @Inject
    private BankDesk desk;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "account", "assignedTo", "q");
        var wanted = new BankQueries.Wanted(
                asked.oneOf("status", List.of("OPEN", "MATCHED")),
                asked.number("account"),
                asked.text("assignedTo"),
                asked.text("q"));
        return Wire.page(queries.lines(wanted, asked.after(), asked.limit()), line -> json(line)
                .build());
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var line = queries.line(id).orElseThrow(() -> Answered.notFound("bank line " + id));
        var suggestions = Wire.array();
        queries.suggestions(List.of(id))
                .forEach(each -> suggestions.add(Wire.object()
                        .add("id", each.id())
                        .add("kind", each.kind())
                        .add("difference", Wire.of(each.difference()))
                        .add("lines", BankMatchesResource.parts(each.lines()))
                        .add("deposits", BankMatchesResource.parts(each.deposits()))));
        var matches = Wire.array();
        queries.matchesOf(id).forEach(each -> matches.add(BankMatchesResource.json(each)));
        var comments = Wire.array();
        queries.comments(id)
                .forEach(each -> comments.add(Wire.object()
                        .add("at", Wire.of(each.at()))
                        .add("author", each.author())
                        .add("text", each.text())));
        return json(line)
                .add("suggestions", suggestions)
                .add("matches", matches)
                .add("comments", comments)
                .build();
    }

    /** Gives a line to somebody to look after: {@code {"assignedTo": "…"}}; null takes it from them. */
    @PATCH
    @Path("{id: \\d{1,18}}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject assign(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "assignedTo");
        var to = body.text("assignedTo", null);
        body.done();
        desk.assign(id, to, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/comments")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject comment(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "text");
        var text = body.text("text", null);
        body.done();
        desk.comment(id, text, who());
        return item(id);
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObjectBuilder json(BankViews.Line line) {
        return Wire.object()
                .add("id", line.id())
                .add("account", line.account())
                .add("statement", line.statement())
                .add("status", line.state())
                .add("bookedOn", Wire.of(line.bookedOn()))
                .add("valuedOn", Wire.of(line.valuedOn()))
                .add("amount", Wire.of(line.amount()))
                .add("left", Wire.of(line.left()))
                .add("open", Wire.of(line.open()))
                .add("bankReference", line.bankReference())
                .add("senderReference", line.senderReference())
                .add("counterparty", line.counterparty())
                .add("text", line.text())
                .add("assignedTo", Wire.of(line.assignedTo()))
                .add("age", line.ageDays());
    }
}
