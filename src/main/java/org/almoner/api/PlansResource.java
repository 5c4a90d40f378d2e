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
import java.time.DateTimeException;
import java.time.YearMonth;
import org.almoner.gift.Instalment;
import org.almoner.gift.PlanFilter;
import org.almoner.gift.PlanQueries;
import org.almoner.gift.PlanView;
import org.almoner.gift.Rhythm;
import org.almoner.report.PlanMovements;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Recurring plans, the newest first, each with its terms over time, its instalments and what it moved. */
@Tag(name = "Plans")
@Path("/plans")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class PlansResource {

    @Inject
    private PlanQueries plans;

    @Inject
    private PlanMovements movements;

    @Inject
    private Calendar calendar;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "reference", "donor", "status", "interval", "missing", "q");
        var filter = new PlanFilter(
                asked.text("reference"),
                asked.number("donor"),
                asked.text("status"),
                asked.oneOf("interval", Rhythm.Unit.class),
                asked.flag("missing"),
                asked.text("q"));
        return Wire.page(plans.page(filter, asked.after(), asked.limit()), this::json);
    }

    /** One plan with everything that is known of it. */
    @GET
    @Path("{reference: sub_[A-Za-z0-9_]{1,200}}")
    public JsonObject item(@PathParam("reference") String reference) {
        var plan = plans.find(reference).orElseThrow(() -> Answered.notFound("plan " + reference));
        var agreed = Wire.array();
        plans.agreed(plan.id())
                .forEach(each -> agreed.add(Wire.object()
                        .add("since", Wire.of(each.since()))
                        .add("amount", Wire.of(each.amount()))
                        .add("interval", rhythm(each.rhythm()))
                        .add("paused", each.paused())));
        var instalments = Wire.array();
        plans.instalments(reference).forEach(each -> instalments.add(json(each)));
        var moved = Wire.array();
        movements
                .of(plan.id())
                .forEach(each -> moved.add(Wire.object()
                        .add("at", Wire.of(each.at()))
                        .add("kind", each.kind())
                        .add("amount", Wire.of(each.amount()))
                        .add("moved", Wire.of(each.moved()))));
        return Wire.object(json(plan))
                .add("agreed", agreed)
                .add("instalments", instalments)
                .add("movements", moved)
                .build();
    }

    /** How the monthly recurring income moved in a month, by currency: opening and what moved make closing. */
    @GET
    @Path("movements/{month}")
    public JsonObject movements(@PathParam("month") String month) {
        var items = Wire.array();
        for (var each : movements.month(read(month))) {
            var moved = Wire.object();
            each.moved().forEach((kind, money) -> moved.add(kind, money.minor()));
            var counts = Wire.object();
            each.plans().forEach(counts::add);
            items.add(Wire.object()
                    .add("currency", each.closing().currency())
                    .add("opening", each.opening().minor())
                    .add("moved", moved)
                    .add("plans", counts)
                    .add("recovered", each.recovered().minor())
                    .add("closing", each.closing().minor()));
        }
        return Wire.object().add("month", month).add("currencies", items).build();
    }

    private YearMonth read(String month) {
        try {
            var read = YearMonth.parse(month);
            if (read.isAfter(YearMonth.from(calendar.today()))) {
                throw Answered.notFound("month " + month + "; it has not begun");
            }
            return read;
        } catch (DateTimeException notAMonth) {
            throw Answered.notFound("month " + month);
        }
    }

    private JsonObject json(PlanView plan) {
        var now = calendar.now();
        return Wire.object()
                .add("reference", plan.reference())
                .add("donor", donor(plan))
                .add("status", plan.status())
                .add("paused", plan.paused())
                .add("amount", Wire.of(plan.amount()))
                .add("interval", rhythm(plan.rhythm()))
                .add("monthly", Wire.of(plan.monthly()))
                .add("campaign", Wire.of(plan.campaign()))
                .add("fund", Wire.of(plan.fund()))
                .add("startedAt", Wire.of(plan.startedAt()))
                .add("nextAt", Wire.of(plan.nextAt(now)))
                .add("late", plan.late(now))
                .add("missed", plan.missed())
                .add("missing", plan.missing())
                .add("paidAt", Wire.of(plan.paidAt()))
                .add("cancelAt", Wire.of(plan.cancelAt()))
                .add("endedAt", Wire.of(plan.endedAt()))
                .add("cancelReason", Wire.of(plan.cancelReason()))
                .add("resumesAt", Wire.of(plan.resumesAt()))
                .add("card", card(plan.card()))
                .add("mandate", Wire.of(plan.mandate()))
                .add("account", plan.account().isEmpty() ? JsonValue.NULL : Wire.of(plan.account()))
                .add("livemode", plan.livemode())
                .build();
    }

    private static JsonObject json(Instalment each) {
        return Wire.object()
                .add("invoice", each.id())
                .add("state", each.state())
                .add("amount", Wire.of(each.amount()))
                .add("attempts", each.attempts())
                .add("dueAt", Wire.of(each.dueAt()))
                .add("paidAt", Wire.of(each.paidAt()))
                .add("nextAttemptAt", Wire.of(each.nextAttemptAt()))
                .add("gift", Wire.of(each.gift()))
                .build();
    }

    private static JsonValue donor(PlanView plan) {
        return plan.donor() == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("id", plan.donor().id())
                        .add("name", plan.donor().name())
                        .add("email", Wire.of(plan.donor().email()))
                        .build();
    }

    private static JsonValue rhythm(Rhythm rhythm) {
        return rhythm == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("unit", rhythm.unit().name())
                        .add("count", rhythm.count())
                        .build();
    }

    private static JsonValue card(PlanView.Card card) {
        return card == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("brand", Wire.of(card.brand()))
                        .add("last4", Wire.of(card.last4()))
                        .add("expiresOn", Wire.of(card.expiresOn()))
                        .build();
    }
}
