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
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.UUID;
import org.almoner.mail.LetterView;
import org.almoner.mail.MailDesk;
import org.almoner.mail.MailQueries;
import org.almoner.mail.MailReports;
import org.almoner.mail.Sending;
import org.almoner.mail.Suppression;
import org.almoner.mail.Suppressions;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The outbox, how fast mail goes, and the addresses that are not written to. */
@Tag(name = "Mail")
@Path("/mail")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class MailResource {

    private static final String LETTER = "letters/{id: [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}}";
    private static final List<String> STATES =
            List.of("QUEUED", "SENDING", "SENT", "FAILED", "BOUNCED", "SUPPRESSED", "DROPPED", "UNDELIVERED");

    @Inject
    private MailQueries mails;

    @Inject
    private MailDesk desk;

    @Inject
    private MailReports reports;

    @Inject
    private Sending sending;

    @Inject
    private Suppressions suppressions;

    @Context
    private SecurityContext caller;

    @GET
    @Path("letters")
    @Operation(summary = "Letters, the newest first; state UNDELIVERED is FAILED, BOUNCED and SUPPRESSED together")
    public JsonObject letters(@Context UriInfo uri) {
        var asked = Asked.in(uri, "state", "kind", "recipient");
        var wanted = new MailQueries.Wanted(asked.oneOf("state", STATES), asked.text("kind"), asked.text("recipient"));
        return Wire.page(mails.page(wanted, asked.after(), asked.limit()), MailResource::json);
    }

    @GET
    @Path(LETTER)
    public JsonObject letter(@PathParam("id") UUID id) {
        return json(mails.find(id).orElseThrow(() -> Answered.notFound("letter " + id)));
    }

    @POST
    @Path(LETTER + "/again")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER, Role.Name.FINANCE})
    @Operation(summary = "Send it once more, to the donor's address of today")
    public Response again(@PathParam("id") UUID id) {
        letter(id);
        return Response.status(Response.Status.CREATED)
                .entity(letter(desk.again(id, who())))
                .build();
    }

    @GET
    @Path("sending")
    public JsonObject sending() {
        var rules = sending.rules();
        var standing = mails.standing();
        var left = standing.left(rules.perMinute());
        var kinds = Wire.object();
        standing.byKind().forEach(kinds::add);
        var domains = Wire.array();
        rules.domains()
                .values()
                .forEach(domain -> domains.add(Wire.object()
                        .add("domain", domain.name())
                        .add("perMinute", Wire.of(domain.perMinute()))
                        .add("slowedUntil", Wire.of(domain.slowedUntil()))
                        .add("effectivePerMinute", Wire.of(domain.effective()))
                        .add("reply", Wire.of(domain.reply()))));
        return Wire.object()
                .add("paused", rules.pause() != null)
                .add(
                        "pause",
                        rules.pause() == null
                                ? JsonValue.NULL
                                : Wire.object()
                                        .add("at", Wire.of(rules.pause().at()))
                                        .add("by", rules.pause().by())
                                        .add("reason", rules.pause().reason())
                                        .build())
                .add("perMinute", Wire.of(rules.perMinute()))
                .add("domains", domains)
                .add("waiting", standing.waiting())
                .add("due", standing.due())
                .add("retried", standing.retried())
                .add("kinds", kinds)
                .add("bytes", standing.bytes())
                .add("sentPerMinute", standing.perMinute())
                .add("secondsLeft", left == null ? JsonValue.NULL : Wire.of(left.toSeconds()))
                .add("undelivered", standing.undelivered())
                .add("refusedForReputation", reports.reputation())
                .build();
    }

    @POST
    @Path("sending/pause")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject pause(InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        sending.pause(reason, who());
        return sending();
    }

    @POST
    @Path("sending/resume")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject resume() {
        sending.resume(who());
        return sending();
    }

    @PUT
    @Path("sending/limit")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    @Operation(summary = "Letters a minute at most, in all or with domain to that domain; null for no limit")
    public JsonObject limit(InputStream sent) {
        var body = Body.read(sent, "perMinute", "domain");
        var perMinute = body.small("perMinute", null);
        var domain = body.text("domain", null);
        body.done();
        if (domain == null) {
            sending.limit(perMinute, who());
        } else {
            sending.limit(domain, perMinute, who());
        }
        return sending();
    }

    @GET
    @Path("suppressions")
    public JsonObject suppressions(@Context UriInfo uri) {
        var asked = Asked.in(uri, "address", "reason", "open");
        var wanted = new Suppressions.Wanted(
                asked.text("address"), asked.oneOf("reason", Suppression.Reason.class), asked.flag("open"));
        return Wire.page(suppressions.page(wanted, asked.after(), asked.limit()), MailResource::json);
    }

    @POST
    @Path("suppressions")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER, Role.Name.FINANCE})
    @Operation(summary = "Send nothing more to an address")
    public Response suppress(InputStream sent) {
        var body = Body.read(sent, "address", "reason");
        var address = body.text("address", null);
        var reason = body.text("reason", null);
        body.done();
        suppressions.suppress(address, reason, who());
        return Response.status(Response.Status.CREATED)
                .entity(json(suppressions.of(address).orElseThrow()))
                .build();
    }

    @POST
    @Path("suppressions/{id: \\d{1,18}}/lift")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER, Role.Name.FINANCE})
    @Operation(summary = "Let mail go there again")
    public JsonObject lift(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        suppressions.lift(id, reason, who());
        return json(suppressions.find(id).orElseThrow());
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObject json(LetterView letter) {
        return Wire.object()
                .add("id", Wire.of(letter.id()))
                .add("kind", letter.kind())
                .add("state", letter.state())
                .add("recipient", letter.recipient())
                .add("donor", Wire.of(letter.donor()))
                .add("receipt", Wire.of(letter.receipt()))
                .add("attempts", letter.attempts())
                .add("createdAt", Wire.of(letter.createdAt()))
                .add("nextAt", Wire.of(letter.nextAt()))
                .add("sentAt", Wire.of(letter.sentAt()))
                .add("reply", Wire.of(letter.reply()))
                .build();
    }

    private static JsonObject json(Suppression one) {
        return Wire.object()
                .add("id", one.id())
                .add("address", one.address())
                .add("stream", one.stream().name())
                .add("reason", one.reason().name())
                .add("detail", Wire.of(one.detail()))
                .add("since", Wire.of(one.since()))
                .add("by", one.by())
                .add(
                        "lifted",
                        one.lifted() == null
                                ? JsonValue.NULL
                                : Wire.object()
                                        .add("at", Wire.of(one.lifted().at()))
                                        .add("by", one.lifted().by())
                                        .add("reason", one.lifted().reason())
                                        .build())
                .build();
    }
}
