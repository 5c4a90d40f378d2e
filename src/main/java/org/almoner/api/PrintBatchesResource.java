package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.almoner.database.Page;
import org.almoner.receipt.PrintBatches;
import org.almoner.receipt.PrintQueue;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Receipts that go by post: what waits, in the order of printing, and the batches made of them; the 200 next of each. */
@Tag(name = "Receipts")
@Path("/print-batches")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PrintBatchesResource {

    @Inject
    private PrintQueue queue;

    @Inject
    private PrintBatches batches;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        Asked.in(uri);
        return Wire.page(new Page<>(queue.batches(), null), PrintBatchesResource::json);
    }

    @GET
    @Path("waiting")
    public JsonObject waiting(@Context UriInfo uri) {
        Asked.in(uri);
        return Wire.page(new Page<>(queue.waiting(), null), each -> Wire.object()
                .add("number", each.number())
                .add("donor", Wire.object().add("id", each.donor()).add("name", each.donorName()))
                .add("reason", each.reason().name())
                .add("country", each.country())
                .add("postcode", each.postcode())
                .add("amount", Wire.of(each.amount()))
                .add("issuedOn", Wire.of(each.issuedOn()))
                .add("queuedAt", Wire.of(each.queuedAt()))
                .build());
    }

    /** Makes a batch of the next that wait; without {@code most} of 500. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public Response make(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "most");
        var most = body.small("most", PrintQueue.MOST);
        body.done();
        long id = queue.make(most == null ? PrintQueue.MOST : most, who());
        return Response.created(uri.getAbsolutePathBuilder().path("" + id).build())
                .entity(item(id))
                .build();
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(find(id));
    }

    @GET
    @Path("{id: \\d{1,18}}.pdf")
    @Produces("application/pdf")
    public Response pdf(@PathParam("id") long id) {
        var batch = find(id);
        if (!batch.printable()) {
            throw Answered.notFound("receipt that counts in print batch " + id);
        }
        StreamingOutput out = stream -> batches.write(id, stream);
        return Response.ok(out)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"print-batch-" + id + ".pdf\"")
                .build();
    }

    /** Notes that it went to the post; it then stays as it is. */
    @POST
    @Path("{id: \\d{1,18}}/sent")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public JsonObject sent(@PathParam("id") long id) {
        queue.sent(id, who());
        return item(id);
    }

    /** Takes it apart: its receipts wait again. */
    @DELETE
    @Path("{id: \\d{1,18}}")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE, Role.Name.FUNDRAISER})
    public void undo(@PathParam("id") long id) {
        queue.undo(id, who());
    }

    private PrintQueue.Batch find(long id) {
        return queue.find(id).orElseThrow(() -> Answered.notFound("print batch " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObject json(PrintQueue.Batch batch) {
        return Wire.object()
                .add("id", batch.id())
                .add("receipts", batch.receipts())
                .add("void", batch.voided())
                .add("madeAt", Wire.of(batch.madeAt()))
                .add("madeBy", batch.madeBy())
                .add("sentAt", Wire.of(batch.sentAt()))
                .add("sentBy", Wire.of(batch.sentBy()))
                .build();
    }
}
