package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptView;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Every receipt number ever used, the newest first, and the issued bytes. */
@Tag(name = "Receipts")
@Path("/receipts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptsResource {

    private static final List<String> STATUSES = List.of("ISSUED", "VOID", "REPLACED");

    @Inject
    private ReceiptQueries receipts;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "number", "status", "delivery", "donor", "gift", "q");
        var wanted = new ReceiptQueries.Wanted(
                asked.text("number"),
                asked.oneOf("status", STATUSES),
                asked.oneOf("delivery", ReceiptView.Delivery.class),
                asked.number("donor"),
                asked.text("gift"),
                asked.text("q"));
        return Wire.page(receipts.page(wanted, asked.after(), asked.limit()), ReceiptsResource::json);
    }

    @GET
    @Path("{number}")
    public JsonObject item(@PathParam("number") String number) {
        return json(receipts.find(number).orElseThrow(() -> Answered.notFound("receipt " + number)));
    }

    @GET
    @Path("{number}.pdf")
    @Produces("application/pdf")
    public Response pdf(@PathParam("number") String number) {
        var bytes = receipts.pdf(number).orElseThrow(() -> Answered.notFound("receipt " + number));
        var name = number.replaceAll("[^A-Za-z0-9._-]", "_") + ".pdf";
        return Response.ok(bytes)
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .build();
    }

    private static JsonObject json(ReceiptView receipt) {
        return Wire.object()
                .add("id", receipt.id())
                .add("number", receipt.number())
                .add("status", receipt.status())
                .add("delivery", receipt.delivery().name())
                .add("gift", receipt.reference())
                .add("donor", Wire.object().add("id", receipt.donor()).add("name", receipt.donorName()))
                .add("amount", Wire.of(receipt.amount()))
                .add("language", receipt.language())
                .add("issuedOn", Wire.of(receipt.issuedOn()))
                .add("issuedAt", Wire.of(receipt.issuedAt()))
                .add("sha256", receipt.sha256())
                .build();
    }
}
