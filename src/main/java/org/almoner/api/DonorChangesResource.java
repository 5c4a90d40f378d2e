package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.almoner.donor.DonorChange;
import org.almoner.donor.DonorChanges;
import org.almoner.donor.DonorDraft;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Names and addresses that donors wrote on their own pages: those that wait, the oldest first, or all. */
@Tag(name = "Donors")
@Path("/donor-changes")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DonorChangesResource {

    @Inject
    private DonorChanges changes;

    @Context
    private SecurityContext caller;

    @GET
    @Operation(summary = "What waits, the oldest first; with all=true everything, the newest first")
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "all");
        var open = !Boolean.TRUE.equals(asked.flag("all"));
        return Wire.page(changes.page(open, asked.after(), asked.limit()), DonorChangesResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(changes.find(id).orElseThrow(() -> Answered.notFound("donor change " + id)));
    }

    @POST
    @Path("{id: \\d{1,18}}/accept")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(summary = "Make it hold", description = "version is that of the donor that was looked at.")
    public JsonObject accept(@PathParam("id") long id, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, "version");
        var version = body.version(headers);
        body.done();
        changes.accept(id, version, caller.getUserPrincipal().getName());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/refuse")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(summary = "Leave everything as it is", description = "reason is for colleagues.")
    public JsonObject refuse(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.textOrEmpty("reason", "");
        body.done();
        changes.refuse(id, reason, caller.getUserPrincipal().getName());
        return item(id);
    }

    private static JsonObject json(DonorChange change) {
        return Wire.object()
                .add("id", change.id())
                .add("donor", change.donor())
                .add("status", change.state())
                .add("wished", json(change.wished()))
                .add("present", json(change.present()))
                .add("askedAt", Wire.of(change.askedAt()))
                .add("decidedAt", Wire.of(change.decidedAt()))
                .add("decidedBy", Wire.of(change.decidedBy()))
                .add("reason", Wire.of(change.reason()))
                .build();
    }

    private static JsonObject json(DonorChange.Details details) {
        return Wire.object()
                .add("name", details.name())
                .add("address", json(details.address()))
                .build();
    }

    private static JsonValue json(DonorDraft.Address address) {
        return address == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("lines", Wire.of(address.lines()))
                        .add("postcode", Wire.of(address.postcode()))
                        .add("city", Wire.of(address.city()))
                        .add("country", Wire.of(address.country()))
                        .build();
    }
}
