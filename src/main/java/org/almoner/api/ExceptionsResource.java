package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionKind;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionView;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What could not be explained, the newest first; without {@code status}, what is still open. */
@Tag(name = "Exceptions")
@Path("/exceptions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ExceptionsResource {

    @Inject
    private ExceptionQueries exceptions;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "kind", "period", "reference", "entity", "assignee");
        var status = asked.oneOf("status", List.of("OPEN", "RESOLVED", "ALL"));
        var open = status == null || status.equals("OPEN") ? Boolean.TRUE : status.equals("ALL") ? null : false;
        var filter = new ExceptionFilter(
                open,
                asked.oneOf("kind", ExceptionKind.class),
                asked.month("period"),
                asked.text("reference"),
                asked.text("entity"),
                asked.text("assignee"),
                null);
        return Wire.page(exceptions.page(filter, asked.after(), asked.limit()), ExceptionsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(exceptions.find(id).orElseThrow(() -> Answered.notFound("exception " + id)));
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
