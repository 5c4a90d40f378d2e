package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.almoner.receipt.ReceiptTasks;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What about receipts waits for people: the 200 oldest of each kind. */
@Tag(name = "Receipts")
@Path("/receipt-tasks")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptTasksResource {

    @Inject
    private ReceiptTasks tasks;

    @GET
    public JsonObject all(@Context UriInfo uri) {
        Asked.in(uri);
        var wrong = Wire.array();
        for (var each : tasks.wrong()) {
            wrong.add(Wire.object()
                    .add("number", each.number())
                    .add("gift", each.gift())
                    .add("giftStatus", each.giftStatus())
                    .add("donor", Wire.object().add("id", each.donor()).add("name", each.donorName()))
                    .add("amount", Wire.of(each.said()))
                    .add("remaining", Wire.of(each.remains())));
        }
        var waiting = Wire.array();
        for (var each : tasks.waiting()) {
            waiting.add(Wire.object()
                    .add("gift", each.gift())
                    .add("donor", Wire.object().add("id", each.donor()).add("name", each.donorName()))
                    .add("amount", Wire.of(each.amount()))
                    .add(
                            "missing",
                            Wire.of(each.missing().stream().map(Enum::name).toList()))
                    .add("since", Wire.of(each.since())));
        }
        return Wire.object().add("correct", wrong).add("waiting", waiting).build();
    }
}
