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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ExceptionDesk;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionKind;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionStory;
import org.almoner.reconcile.ExceptionView;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What could not be explained, the newest first; without {@code status}, what is still open. */
@Tag(name = "Exceptions")
@Path("/exceptions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExceptionsResource {

    private static final List<String> BANDS =
            Arrays.stream(Ageing.Band.values()).map(Ageing.Band::words).toList();

    @Inject
    private ExceptionQueries exceptions;

    @Inject
    private ExceptionStory story;

    @Inject
    private ExceptionDesk desk;

    @Inject
    private Ageing ageing;

    @Inject
    private Calendar calendar;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "kind", "period", "reference", "entity", "assignee", "age");
        var status = asked.oneOf("status", List.of("OPEN", "RESOLVED", "WRITTEN_OFF", "ALL"));
        var filter = ExceptionFilter.of(
                        status == null
                                ? ExceptionView.Status.OPEN
                                : status.equals("ALL") ? null : ExceptionView.Status.valueOf(status),
                        asked.oneOf("kind", ExceptionKind.class),
                        asked.month("period"),
                        asked.text("entity"),
                        asked.text("assignee"))
                .about(asked.text("reference"));
        var band = asked.oneOf("age", BANDS);
        if (band != null) {
            filter = filter.aged(Ageing.Band.values()[BANDS.indexOf(band)], ageing.asOf(), calendar);
        }
        return Wire.page(exceptions.page(filter, asked.after(), asked.limit()), ExceptionsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var exception = exceptions.find(id).orElseThrow(() -> Answered.notFound("exception " + id));
        var things = Wire.array();
        story.things(id)
                .forEach(each ->
                        things.add(Wire.object().add("kind", each.kind()).add("id", each.id())));
        var comments = Wire.array();
        story.notes(id)
                .forEach(each -> comments.add(Wire.object()
                        .add("at", Wire.of(each.at()))
                        .add("author", each.author())
                        .add("text", each.text())));
        var history = Wire.array();
        story.deeds(id)
                .forEach(each -> history.add(Wire.object()
                        .add("at", Wire.of(each.at()))
                        .add("actor", each.actor())
                        .add("deed", each.deed())
                        .add("detail", each.detail())));
        return Wire.object(json(exception))
                .add("objects", things)
                .add("comments", comments)
                .add("history", history)
                .build();
    }

    @POST
    @Path("{id: \\d{1,18}}/assign")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(summary = "Give it to somebody", description = "assignee is an e-mail address; null takes it from them.")
    public JsonObject assign(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "assignee");
        var to = body.text("assignee", null);
        body.done();
        desk.assign(id, to, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/comments")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(summary = "Say something about it")
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

    /** The amount is plain, with the currency beside it, wherever an exception is shown. */
    static JsonObject json(ExceptionView exception) {
        return Wire.object()
                .add("id", exception.id())
                .add("kind", exception.kind().name())
                .add("reference", exception.reference())
                .add("amount", exception.amount().minor())
                .add("currency", exception.amount().currency())
                .add("age", exception.ageDays())
                .add("detail", exception.detail())
                .add("period", Wire.of(exception.period()))
                .add("entity", exception.entity())
                .add("about", Wire.of(exception.about()))
                .add("assignee", Wire.of(exception.assignee()))
                .add("status", exception.status().name())
                .add("occurredAt", Wire.of(exception.occurredAt()))
                .add("raisedOn", Wire.of(exception.raisedOn()))
                .add("resolvedOn", Wire.of(exception.resolvedOn()))
                .build();
    }
}
