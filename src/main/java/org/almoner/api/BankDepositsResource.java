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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import org.almoner.bank.BankQueries;
import org.almoner.bank.BankViews;
import org.almoner.bank.Deposits;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Money on its way to the bank: Stripe's payouts, and what somebody recorded. */
@Tag(name = "Bank")
@Path("/bank-deposits")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BankDepositsResource {

    @Inject
    private BankQueries queries;

    @Inject
    private Deposits deposits;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "q");
        var wanted =
                new BankQueries.Wanted(asked.oneOf("status", List.of("OPEN", "MATCHED")), null, null, asked.text("q"));
        return Wire.page(queries.deposits(wanted, asked.after(), asked.limit()), BankDepositsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return queries.depositsOf(List.of(id)).stream()
                .findFirst()
                .map(BankDepositsResource::json)
                .orElseThrow(() -> Answered.notFound("deposit " + id));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response record(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "kind", "reference", "amount", "expectedOn", "account");
        var amount = body.object("amount", "minor", "currency");
        var minor = amount == null ? null : amount.whole("minor", null);
        var currency = amount == null ? null : amount.text("currency", "");
        var kind = body.oneOf("kind", Deposits.Kind.class, null);
        var reference = body.text("reference", null);
        var day = body.day("expectedOn", null);
        var account = body.whole("account", null);
        body.missing("kind", "reference", "amount", "expectedOn");
        body.done();
        boolean whole = minor != null && currency != null && Currencies.isCode(currency);
        long id = deposits.record(kind, reference, whole ? new Money(minor, currency) : null, day, account, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(String.valueOf(id)).build())
                .entity(item(id))
                .build();
    }

    /** Takes back what was recorded by mistake and never matched. */
    @DELETE
    @Path("{id: \\d{1,18}}")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response withdraw(@PathParam("id") long id) {
        deposits.withdraw(id, who());
        return Response.noContent().build();
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObject json(BankViews.Deposit deposit) {
        return Wire.object()
                .add("id", deposit.id())
                .add("kind", deposit.kind())
                .add("reference", deposit.reference())
                .add("status", deposit.state())
                .add("amount", Wire.of(deposit.amount()))
                .add("left", Wire.of(deposit.left()))
                .add("open", Wire.of(deposit.open()))
                .add("expectedOn", Wire.of(deposit.expectedOn()))
                .add("until", Wire.of(deposit.until()))
                .add("payout", Wire.of(deposit.payout()))
                .build();
    }
}
