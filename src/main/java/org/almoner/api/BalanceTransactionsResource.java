package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.Arrays;
import java.util.Locale;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;
import org.almoner.reconcile.BalanceTransactionQueries;
import org.almoner.reconcile.BalanceTransactionView;
import org.almoner.reconcile.Bucket;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Balance transactions, the newest first: what a figure of a month's reconciliation is made of. */
@Tag(name = "Reconciliations")
@Path("/balance-transactions")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BalanceTransactionsResource {

    @Inject
    private BalanceTransactionQueries lines;

    /** {@code month}, {@code currency} and {@code bucket} name a figure; {@code share} is what each adds to it. */
    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "month", "currency", "bucket");
        var currency = asked.text("currency");
        if (currency != null && !Currencies.isCode(currency)) {
            throw Rejection.invalid("currency", "write three capital letters, such as EUR, not '" + currency + "'");
        }
        var bucket = asked.oneOf(
                "bucket",
                Arrays.stream(Bucket.values())
                        .map(BalanceTransactionsResource::name)
                        .toList());
        var wanted = new BalanceTransactionQueries.Wanted(
                asked.month("month"),
                currency,
                bucket == null ? null : Bucket.valueOf(bucket.toUpperCase(Locale.ROOT)));
        return Wire.page(lines.page(wanted, asked.after(), asked.limit()), BalanceTransactionsResource::json);
    }

    @GET
    @Path("{id}")
    public JsonObject item(@PathParam("id") String id) {
        return json(lines.find(id).orElseThrow(() -> Answered.notFound("balance transaction " + id)));
    }

    private static String name(Bucket bucket) {
        return bucket.name().toLowerCase(Locale.ROOT);
    }

    private static JsonObject json(BalanceTransactionView line) {
        return Wire.object()
                .add("id", line.id())
                .add("period", Wire.of(line.period()))
                .add("bucket", name(line.bucket()))
                .add("amount", Wire.of(line.amount()))
                .add("fee", Wire.of(line.fee()))
                .add("net", Wire.of(line.net()))
                .add("share", Wire.of(line.share()))
                .add("reportingCategory", line.reportingCategory())
                .add("type", line.type())
                .add("status", line.status())
                .add("source", Wire.of(line.source()))
                .add("description", Wire.of(line.description()))
                .add("match", line.match())
                .add("finding", Wire.of(line.finding()))
                .add("gift", Wire.of(line.gift()))
                .add("payout", Wire.of(line.payout()))
                .add("exchangeRate", Wire.of(line.exchangeRate()))
                .add("createdAt", Wire.of(line.createdAt()))
                .add("availableOn", Wire.of(line.availableOn()))
                .add("account", line.account().isEmpty() ? JsonValue.NULL : Wire.of(line.account()))
                .add("livemode", line.livemode())
                .build();
    }
}
