package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import org.almoner.receipt.ReceiptWishes;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** When a donor wants receipts: as the issuer does it, one for each year, or none where that may be. */
@Tag(name = "Receipts")
@Path("/donors/{id: \\d{1,18}}/receipt-wish")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DonorReceiptsResource {

    @Inject
    private ReceiptWishes wishes;

    @Context
    private SecurityContext caller;

    @PathParam("id")
    private long donor;

    @GET
    public JsonObject item() {
        return Wire.object().add("wish", wishes.of(donor).name()).build();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public JsonObject note(InputStream sent) {
        var body = Body.read(sent, "wish");
        var wish = body.oneOf("wish", ReceiptWishes.Wish.class, null);
        body.done();
        wishes.note(donor, wish, caller.getUserPrincipal().getName());
        return item();
    }
}
