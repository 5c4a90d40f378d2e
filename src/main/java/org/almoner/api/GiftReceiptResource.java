package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptRegister;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Issues a gift's receipt now, whatever the issuer's custom and the donor's wish. */
@Tag(name = "Receipts")
@Path("/gifts/{reference}/receipt")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftReceiptResource {

    @Inject
    private ReceiptRegister register;

    @Inject
    private ReceiptQueries receipts;

    @Context
    private SecurityContext caller;

    @POST
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response issue(@PathParam("reference") String reference, @Context UriInfo uri) {
        String number = register.issue(reference, caller.getUserPrincipal().getName());
        JsonObject issued = ReceiptsResource.json(receipts.find(number).orElseThrow());
        return Response.created(uri.getBaseUriBuilder()
                        .path(ReceiptsResource.class)
                        .path(number)
                        .build())
                .entity(issued)
                .build();
    }
}
