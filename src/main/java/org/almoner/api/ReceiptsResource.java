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
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import org.almoner.receipt.PrintQueue;
import org.almoner.receipt.ReceiptQueries;
import org.almoner.receipt.ReceiptRegister;
import org.almoner.receipt.ReceiptTrials;
import org.almoner.receipt.ReceiptView;
import org.almoner.staff.Role;
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

    @Inject
    private ReceiptRegister register;

    @Inject
    private ReceiptTrials trials;

    @Inject
    private PrintQueue queue;

    @Context
    private SecurityContext caller;

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

    /** The issued page with COPY across, or VOID where it counts no more. */
    @GET
    @Path("{number}/copy.pdf")
    @Produces("application/pdf")
    public Response copy(@PathParam("number") String number) {
        return Response.ok(receipts.copy(number).orElseThrow(() -> Answered.notFound("receipt " + number)))
                .build();
    }

    /** The page that a gift would get now, with TEST across; no number is taken. */
    @GET
    @Path("test/{gift}.pdf")
    @Produces("application/pdf")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response trial(@PathParam("gift") String gift) {
        return Response.ok(trials.page(gift)).build();
    }

    @POST
    @Path("{number}/void")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject cancel(@PathParam("number") String number, InputStream sent) {
        register.cancel(number, reason(sent), who());
        return item(number);
    }

    /** Issues another receipt for what remains of the gift; it cancels and replaces this one. */
    @POST
    @Path("{number}/replacement")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response replace(@PathParam("number") String number, InputStream sent, @Context UriInfo uri) {
        var next = register.replace(number, reason(sent), who());
        return Response.created(uri.getBaseUriBuilder()
                        .path(ReceiptsResource.class)
                        .path(next)
                        .build())
                .entity(item(next))
                .build();
    }

    /** Lets it wait to be printed and posted, beside the mail it may have had. */
    @POST
    @Path("{number}/print")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public Response print(@PathParam("number") String number) {
        queue.put(number, PrintQueue.Reason.ASKED, who());
        return Response.accepted(item(number)).build();
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static String reason(InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        return reason;
    }

    static JsonObject json(ReceiptView receipt) {
        return Wire.object()
                .add("id", receipt.id())
                .add("number", receipt.number())
                .add("status", receipt.status())
                .add("delivery", receipt.delivery().name())
                .add("gift", Wire.of(receipt.reference()))
                .add("year", Wire.of(receipt.year()))
                .add("donor", Wire.object().add("id", receipt.donor()).add("name", receipt.donorName()))
                .add("amount", Wire.of(receipt.amount()))
                .add("language", receipt.language())
                .add("issuedOn", Wire.of(receipt.issuedOn()))
                .add("issuedAt", Wire.of(receipt.issuedAt()))
                .add("sha256", receipt.sha256())
                .add("regime", receipt.regime().name())
                .add("replaces", Wire.of(receipt.replaces()))
                .add("replacedBy", Wire.of(receipt.replacedBy()))
                .add(
                        "void",
                        receipt.voided() == null
                                ? JsonValue.NULL
                                : Wire.object()
                                        .add("reason", receipt.voided().reason())
                                        .add("by", receipt.voided().by())
                                        .add("at", Wire.of(receipt.voided().at()))
                                        .build())
                .build();
    }
}
