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
import org.almoner.receipt.Nature;
import org.almoner.receipt.Natures;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What a gift is that is no plain money, before its receipt is issued; 404 where nothing is noted. */
@Tag(name = "Receipts")
@Path("/gifts/{reference}/nature")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftNatureResource {

    @Inject
    private Natures natures;

    @Context
    private SecurityContext caller;

    @PathParam("reference")
    private String reference;

    @GET
    public JsonObject item() {
        var nature = natures.find(reference).orElseThrow(() -> Answered.notFound("nature noted for gift " + reference));
        return Wire.object()
                .add("kind", nature.kind().name())
                .add("description", Wire.of(nature.description()))
                .add("age", Wire.of(nature.age()))
                .add("condition", Wire.of(nature.condition()))
                .add("historicPrice", Wire.of(nature.historicPrice()))
                .add("valuation", Wire.of(nature.valuation()))
                .add("origin", Wire.of(nature.origin()))
                .add("appraiser", Wire.of(nature.appraiser()))
                .build();
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public JsonObject note(InputStream sent) {
        var body = Body.read(
                sent, "kind", "description", "age", "condition", "historicPrice", "valuation", "origin", "appraiser");
        var price = body.object("historicPrice", "minor", "currency");
        var minor = price == null ? null : price.whole("minor", null);
        var currency = price == null ? null : price.text("currency", null);
        var nature = new Nature(
                body.oneOf("kind", Nature.Kind.class, null),
                body.text("description", null),
                body.text("age", null),
                body.text("condition", null),
                minor == null || currency == null ? null : new Money(minor, currency),
                body.text("valuation", null),
                body.oneOf("origin", Nature.Origin.class, null),
                body.text("appraiser", null));
        body.done();
        natures.note(reference, nature, caller.getUserPrincipal().getName());
        return item();
    }

    @DELETE
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public void remove() {
        natures.remove(reference, caller.getUserPrincipal().getName());
    }
}
