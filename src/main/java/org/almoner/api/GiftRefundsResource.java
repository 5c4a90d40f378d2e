package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.function.Supplier;
import org.almoner.database.Rejection;
import org.almoner.gift.RefundDraft;
import org.almoner.gift.RefundOrders;
import org.almoner.gift.RefundPreview;
import org.almoner.gift.RefundQueries;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Orders refunds of one gift. */
@Tag(name = "Refunds")
@Path("/gifts/{reference}/refunds")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftRefundsResource {

    /** As Stripe has it: 1 to 255 characters that can be seen. */
    private static final String KEY = "[\\x21-\\x7E]{1,255}";

    @Inject
    private RefundOrders orders;

    @Inject
    private RefundQueries refunds;

    @Context
    private SecurityContext caller;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.REFUNDER})
    @Operation(
            summary = "Order a refund, or preview one",
            description = "amount may be left out for all that is left; reason is duplicate, fraudulent or"
                    + " requested_by_customer; note is free text that stays here. With preview=true nothing is"
                    + " ordered and the answer says what would change.")
    public Response order(
            @PathParam("reference") String reference,
            InputStream sent,
            @QueryParam("preview") @Parameter(description = "true: say what would change and order nothing")
                    String preview,
            @HeaderParam("Idempotency-Key")
                    @Parameter(
                            description = "Your own name for this request: sent again with it, nothing new is ordered")
                    String key,
            @Context UriInfo uri) {
        var previewed = Boolean.TRUE.equals(Asked.in(uri, "preview").flag("preview"));
        if (key != null && !key.matches(KEY)) {
            throw Rejection.invalid("Idempotency-Key", "write 1 to 255 characters without spaces, a UUID for instance");
        }
        var body = Body.read(sent, "amount", "reason", "note");
        var amount = body.has("amount") ? body.object("amount", "minor", "currency") : null;
        var draft = new RefundDraft(
                amount == null ? null : amount.whole("minor", null),
                amount == null ? null : amount.text("currency", null),
                body.text("reason", null),
                body.textOrEmpty("note", ""));
        if (amount != null && (draft.amountMinor() == null || draft.currency() == null)) {
            amount.missing("minor", "currency");
        }
        body.done();
        if (previewed) {
            return Response.ok(json(call(() -> orders.preview(reference, draft))))
                    .build();
        }
        var ordered = call(
                () -> orders.order(reference, draft, caller.getUserPrincipal().getName(), key));
        var answer = Response.created(uri.getBaseUriBuilder()
                        .path(RefundsResource.class)
                        .path(Long.toString(ordered.id()))
                        .build())
                .entity(RefundsResource.json(refunds.find(ordered.id()).orElseThrow()));
        return (ordered.again() ? answer.header("Idempotent-Replayed", "true") : answer).build();
    }

    /** The store knows the amount's parts as fields of their own; here they are one. */
    private static <T> T call(Supplier<T> store) {
        try {
            return store.get();
        } catch (Rejection rejection) {
            throw new Rejection(
                    rejection.reason(),
                    rejection.faults().stream()
                            .map(GiftRefundsResource::written)
                            .toList());
        }
    }

    private static Rejection.Fault written(Rejection.Fault fault) {
        return switch (fault.field()) {
            case "amount" -> new Rejection.Fault("amount.minor", fault.message());
            case "currency" -> new Rejection.Fault("amount.currency", fault.message());
            default -> fault;
        };
    }

    private static JsonObject json(RefundPreview preview) {
        var campaign = preview.campaign() == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("code", preview.campaign().code())
                        .add("name", preview.campaign().name())
                        .add("raised", Wire.of(preview.campaignRaised()))
                        .add("raisedAfter", Wire.of(preview.campaignRaisedAfter()))
                        .build();
        return Wire.object()
                .add("gift", preview.gift())
                .add("amount", Wire.of(preview.amount()))
                .add("left", Wire.of(preview.left()))
                .add("leftAfter", Wire.of(preview.leftAfter()))
                .add("status", preview.status().name())
                .add("statusAfter", preview.statusAfter().name())
                .add("receiptsToReplace", Wire.of(preview.receipts()))
                .add("campaign", campaign)
                .add("secondPerson", preview.secondPerson())
                .build();
    }
}
