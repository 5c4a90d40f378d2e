package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.donor.DonorLinks;
import org.almoner.staff.Role;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Links to a donor's own page. */
@Tag(name = "Donors")
@Path("/donors/{donor: \\d{1,18}}/links")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DonorLinksResource {

    @Inject
    private DonorLinks links;

    @Inject
    private AuditTrail audit;

    @Inject
    @ConfigProperty(name = "almoner.base.url")
    private Optional<String> base;

    @Context
    private SecurityContext caller;

    @POST
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Consumes(MediaType.WILDCARD)
    @Operation(
            summary = "Make a link for thirty days",
            description = "It opens the donor's data: give it to them alone.")
    public Response make(@PathParam("donor") long donor) {
        var path = links.path(donor).orElseThrow(() -> Answered.notFound("donor " + donor));
        record("donor.linked", donor);
        return Response.status(Response.Status.CREATED)
                .entity(Wire.object()
                        .add("url", base.orElse("").replaceAll("/+$", "") + path)
                        .build())
                .header("Cache-Control", "no-store")
                .build();
    }

    @DELETE
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(summary = "Withdraw all links that were given out")
    public Response withdraw(@PathParam("donor") long donor) {
        if (links.path(donor).isEmpty()) {
            throw Answered.notFound("donor " + donor);
        }
        record("donor.links.withdrawn", donor);
        links.withdraw(donor);
        return Response.noContent().build();
    }

    private void record(String action, long donor) {
        audit.record(caller.getUserPrincipal().getName(), action, "donor", String.valueOf(donor), Map.of());
    }
}
