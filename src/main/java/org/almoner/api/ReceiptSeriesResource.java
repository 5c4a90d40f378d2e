package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.util.List;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.almoner.receipt.ReceiptSeries;
import org.almoner.receipt.ReceiptSeriesQueries;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The register: every series of numbers with its totals, the newest year first, and every number of one as a file. */
@Tag(name = "Receipts")
@Path("/receipt-series")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptSeriesResource {

    private static final List<String> STATES = List.of("ISSUED", "VOID", "REPLACED");

    @Inject
    private ReceiptSeriesQueries series;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var year = Asked.in(uri, "year").number("year");
        return Wire.page(
                new Page<>(series.all(year == null ? null : (int) Math.min(year, 9_999)), null),
                ReceiptSeriesResource::json);
    }

    @GET
    @Path("{name}")
    public JsonObject item(@PathParam("name") String name) {
        return json(find(name));
    }

    /** One line for each number from 1 to the last: issued, void or replaced. */
    @GET
    @Path("{name}.csv")
    @Produces("text/csv")
    public Response csv(@PathParam("name") String name) {
        var found = find(name);
        StreamingOutput body = out -> series.csv(found, out);
        return Response.ok(body)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"receipts-" + found.name() + ".csv\"")
                .build();
    }

    private ReceiptSeries find(String name) {
        return series.find(name).orElseThrow(() -> Answered.notFound("series " + name));
    }

    private static JsonObject json(ReceiptSeries series) {
        JsonObjectBuilder states = Wire.object();
        for (String state : STATES) {
            var total = series.in(state);
            var amounts = Wire.array();
            total.minor().forEach((currency, minor) -> amounts.add(Wire.of(new Money(minor, currency))));
            states.add(state, Wire.object().add("count", total.count()).add("amounts", amounts));
        }
        return Wire.object()
                .add("name", series.name())
                .add("issuer", series.issuer())
                .add("regime", series.regime().name())
                .add("year", series.year())
                .add("last", series.last())
                .add("states", states)
                .add("missing", series.missing())
                .build();
    }
}
