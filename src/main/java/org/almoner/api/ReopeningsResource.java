package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.almoner.reconcile.Months;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Opens the newest closed month of a legal entity again. */
@Tag(name = "Reconciliations")
@Path("/reconciliations/{period: [^/.]+}/reopenings")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReopeningsResource {

    @Inject
    private Months months;

    @Context
    private SecurityContext caller;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.Name.ADMINISTRATOR)
    @Operation(
            summary = "Reopen a closed month, or preview it",
            description = "reason is kept with the month. With preview=true nothing is done and the answer says what is"
                    + " in the way. What was exported from the month is marked as overtaken.")
    public JsonObject reopen(
            @PathParam("period") String period,
            InputStream sent,
            @QueryParam("preview") @Parameter(description = "true: say what is in the way and do nothing")
                    String preview,
            @Context UriInfo uri) {
        var previewed = Boolean.TRUE.equals(Asked.in(uri, "preview").flag("preview"));
        var month = ReconciliationsResource.read(period);
        var body = Body.read(sent, "entity", "reason");
        var entity = body.text("entity", CloseRequestsResource.FIRST);
        var reason = body.textOrEmpty("reason", "");
        body.done();
        if (previewed) {
            var obstacles = Wire.array();
            months.reopenObstacles(entity, month).forEach(each -> obstacles.add(each.message()));
            return Wire.object(ReconciliationsResource.json(months.view(entity, month)))
                    .add("obstacles", obstacles)
                    .build();
        }
        months.reopen(entity, month, reason, caller.getUserPrincipal().getName());
        return ReconciliationsResource.json(months.view(entity, month));
    }
}
