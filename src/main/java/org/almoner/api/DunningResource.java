package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import org.almoner.database.Page;
import org.almoner.dunning.CardPolicy;
import org.almoner.dunning.Dunning;
import org.almoner.dunning.FailureQueries;
import org.almoner.dunning.FailureView;
import org.almoner.dunning.Policies;
import org.almoner.dunning.Policy;
import org.almoner.dunning.Step;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Renewals that failed and are still open, the newest first, and the policies by which donors are written to. */
@Tag(name = "Plans")
@Path("/dunning")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DunningResource {

    private static final String CLASS = "{class: [A-Z][A-Z_]{1,31}}";

    @Inject
    private FailureQueries failures;

    @Inject
    private Policies policies;

    @Inject
    private Dunning dunning;

    @Inject
    private Calendar calendar;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "class");
        return Wire.page(failures.page(asked.text("class"), asked.after(), asked.limit()), this::json);
    }

    @GET
    @Path("policies")
    public JsonObject policies(@Context UriInfo uri) {
        Asked.in(uri);
        return Wire.page(new Page<>(policies.all(), null), this::json);
    }

    @GET
    @Path("policies/" + CLASS)
    public Response policy(@PathParam("class") String declineClass) {
        var policy = known(declineClass);
        return Wire.versioned(json(policy), policy.version());
    }

    @PUT
    @Path("policies/" + CLASS)
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(
            summary = "Replace a policy",
            description =
                    "steps stand in the order of their days; deed is MAIL with a template (FIRST, REMINDER or LAST),"
                            + " or as the last one PAUSE or STOP. Nothing is done while enabled is false."
                            + " While unlessGiving is true, donors who give otherwise are not written to.")
    public Response replace(@PathParam("class") String declineClass, InputStream sent, @Context HttpHeaders headers) {
        var saved = policies.save(read(declineClass, sent, headers), who());
        return Wire.versioned(json(saved), saved.version());
    }

    @POST
    @Path("policies/" + CLASS + "/preview")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "What would be done today if this were the policy, and it were enabled; nothing is")
    public JsonObject preview(@PathParam("class") String declineClass, InputStream sent, @Context HttpHeaders headers) {
        var preview = dunning.preview(read(declineClass, sent, headers));
        return Wire.object()
                .add("mails", preview.mails())
                .add("unreachable", preview.unreachable())
                .add("spared", preview.spared())
                .add("pauses", preview.pauses())
                .add("stops", preview.stops())
                .build();
    }

    @GET
    @Path("cards")
    public Response cards() {
        var policy = policies.cards();
        return Wire.versioned(json(policy), policy.version());
    }

    @PUT
    @Path("cards")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    @Operation(summary = "Replace the policy on cards that are about to expire")
    public Response replaceCards(InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, "enabled", "daysAhead", "version");
        body.missing("enabled", "daysAhead");
        var enabled = body.flag("enabled", false);
        var days = body.small("daysAhead", 0);
        var version = body.version(headers);
        body.done();
        var saved = policies.save(new CardPolicy(enabled, days, version), who());
        return Wire.versioned(json(saved), saved.version());
    }

    private Policy known(String declineClass) {
        return policies.find(declineClass).orElseThrow(() -> Answered.notFound("class of failures " + declineClass));
    }

    private Policy read(String declineClass, InputStream sent, HttpHeaders headers) {
        known(declineClass);
        var body = Body.read(sent, "class", "enabled", "graceDays", "unlessGiving", "steps", "version", "codes");
        body.missing("enabled", "graceDays", "steps");
        body.same("class", declineClass);
        var enabled = body.flag("enabled", false);
        var grace = body.small("graceDays", 0);
        var unlessGiving = !Boolean.FALSE.equals(body.flag("unlessGiving", true));
        var steps = body.objects("steps", "afterDays", "deed", "template").stream()
                .map(step -> {
                    step.missing("afterDays", "deed");
                    var days = step.small("afterDays", 0);
                    return new Step(
                            days == null ? 0 : days,
                            step.oneOf("deed", Step.Deed.class, null),
                            step.oneOf("template", Step.Template.class, null));
                })
                .toList();
        var version = body.version(headers);
        body.done();
        return new Policy(declineClass, enabled, grace, unlessGiving, steps, version);
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private JsonObject json(FailureView failure) {
        var policy = known(failure.declineClass());
        var coming = failure.coming(policy, calendar);
        var taken = Wire.array();
        failure.taken()
                .forEach(step -> taken.add(Wire.object()
                        .add("afterDays", step.afterDays())
                        .add("deed", step.deed().name())
                        .add("template", Wire.of(step.template()))
                        .add("state", step.state())
                        .add("at", Wire.of(step.at()))
                        .add("delivery", Wire.of(step.delivery()))));
        return Wire.object()
                .add("id", failure.id())
                .add("plan", failure.plan())
                .add(
                        "donor",
                        failure.donor() == null
                                ? JsonValue.NULL
                                : Wire.object()
                                        .add("id", failure.donor().id())
                                        .add("name", failure.donor().name())
                                        .add("email", Wire.of(failure.donor().email()))
                                        .build())
                .add("amount", Wire.of(failure.amount()))
                .add("class", failure.declineClass())
                .add("code", Wire.of(failure.code()))
                .add("firstFailedAt", Wire.of(failure.firstFailedAt()))
                .add("inGrace", failure.lapsedAt() == null)
                .add("graceUntil", policy.enabled() ? Wire.of(failure.graceUntil(policy, calendar)) : JsonValue.NULL)
                .add("steps", taken)
                .add(
                        "next",
                        coming == null
                                ? JsonValue.NULL
                                : Wire.object(json(coming.step()))
                                        .add("on", Wire.of(coming.on()))
                                        .build())
                .build();
    }

    private static JsonObject json(Step step) {
        return Wire.object()
                .add("afterDays", step.afterDays())
                .add("deed", step.deed().name())
                .add("template", Wire.of(step.template()))
                .build();
    }

    private JsonObject json(Policy policy) {
        var steps = Wire.array();
        policy.steps().forEach(step -> steps.add(json(step)));
        return Wire.object()
                .add("class", policy.declineClass())
                .add("enabled", policy.enabled())
                .add("graceDays", policy.graceDays())
                .add("unlessGiving", policy.unlessGiving())
                .add("steps", steps)
                .add("codes", Wire.of(policies.codes(policy.declineClass())))
                .add("version", policy.version())
                .build();
    }

    private static JsonObject json(CardPolicy policy) {
        return Wire.object()
                .add("enabled", policy.enabled())
                .add("daysAhead", policy.daysAhead())
                .add("version", policy.version())
                .build();
    }
}
