package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import org.almoner.money.Money;
import org.almoner.receipt.Benefits;
import org.almoner.receipt.ReceiptDocument;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the donor got in return for a gift, before its receipt is issued; 404 where nothing is noted. */
@Tag(name = "Receipts")
@Path("/gifts/{reference}/benefit")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftBenefitResource {

    @Inject
    private Benefits benefits;

    @Context
    private SecurityContext caller;

    @PathParam("reference")
    private String reference;

    @GET
    public JsonObject item() {
        var benefit =
                benefits.find(reference).orElseThrow(() -> Answered.notFound("benefit noted for gift " + reference));
        return Wire.object()
                .add("description", benefit.description())
                .add("value", Wire.of(benefit.value()))
                .build();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public JsonObject note(InputStream sent) {
        var body = Body.read(sent, "description", "value");
        var description = body.text("description", null);
        var value = body.object("value", "minor", "currency");
        var minor = value == null ? null : value.whole("minor", null);
        var currency = value == null ? null : value.text("currency", null);
        body.done();
        benefits.note(
                reference,
                new ReceiptDocument.Benefit(
                        description, minor == null || currency == null ? null : new Money(minor, currency)),
                caller.getUserPrincipal().getName());
        return item();
    }

    @DELETE
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public void remove() {
        benefits.remove(reference, caller.getUserPrincipal().getName());
    }
}
