package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.almoner.database.Sandbox;
import org.almoner.reconcile.Inbox;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The events that came from Stripe, the newest first; a parked one can be tried again. */
@Tag(name = "Events")
@Path("/events")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class EventsResource {

    @Inject
    private Inbox inbox;

    @Inject
    private Sandbox sandbox;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "type", "object", "account", "test");
        var wanted = new Inbox.Wanted(
                asked.oneOf("status", Inbox.State.class),
                asked.text("type"),
                asked.text("object"),
                asked.text("account"));
        var asks = Boolean.TRUE.equals(asked.flag("test")) && sandbox.open() ? inbox.over(sandbox.books()) : inbox;
        return Wire.page(asks.page(wanted, asked.after(), asked.limit()), EventsResource::json);
    }

    @GET
    @Path("{id}")
    public JsonObject item(@PathParam("id") String id) {
        return json(inbox.find(id).orElseThrow(() -> Answered.notFound("event " + id)));
    }

    @POST
    @Path("{id}/redrive")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response redrive(@PathParam("id") String id) {
        inbox.redrive(id, caller.getUserPrincipal().getName());
        return Response.accepted(item(id)).build();
    }

    private static JsonObject json(Inbox.Event event) {
        return Wire.object()
                .add("id", event.id())
                .add("type", event.type())
                .add("object", Wire.of(event.object()))
                .add("objectType", Wire.of(event.objectType()))
                .add("apiVersion", Wire.of(event.apiVersion()))
                .add("status", event.state().name())
                .add("attempts", event.attempts())
                .add("error", Wire.of(event.error()))
                .add("origin", event.origin())
                .add("createdAt", Wire.of(event.createdAt()))
                .add("receivedAt", Wire.of(event.receivedAt()))
                .add("handledAt", Wire.of(event.handledAt()))
                .add("account", event.account().isEmpty() ? JsonValue.NULL : Wire.of(event.account()))
                .add("livemode", event.livemode())
                .build();
    }
}
