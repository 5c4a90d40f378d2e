package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
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
import jakarta.ws.rs.core.StreamingOutput;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.giftaid.Claim;
import org.almoner.giftaid.ClaimFiles;
import org.almoner.giftaid.ClaimLine;
import org.almoner.giftaid.ClaimQueries;
import org.almoner.giftaid.Claims;
import org.almoner.money.Money;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Claims of Gift Aid, the newest first: drafted by one of finance, approved by another, sent by a person, paid by HMRC. */
@Tag(name = "Gift Aid")
@Path("/gift-aid/claims")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftAidClaimsResource {

    @Inject
    private Claims claims;

    @Inject
    private ClaimQueries queries;

    @Inject
    private ClaimFiles files;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "entity", "state");
        var wanted = new ClaimQueries.Wanted(asked.text("entity"), asked.oneOf("state", Claim.State.class));
        return Wire.page(queries.page(wanted, asked.after(), asked.limit()), claim -> json(claim)
                .build());
    }

    /** Drafts a claim of everything received up to {@code until}, today if left out. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response draft(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "entity", "until");
        var entity = body.text("entity", "main");
        var until = body.day("until", null);
        body.done();
        long id = claims.draft(entity, until, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(Long.toString(id)).build())
                .entity(item(id))
                .build();
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var claim = find(id);
        var boxes = files.boxes(id);
        var small = Wire.array();
        boxes.small()
                .forEach((year, pence) -> small.add(
                        Wire.object().add("taxYearEnds", year).add("amount", Wire.of(new Money(pence, "GBP")))));
        var missing = Wire.object();
        for (var format : ClaimFiles.Format.values()) {
            missing.add(format.name(), Wire.of(files.missing(claim, format)));
        }
        return json(claim)
                .add("changed", Wire.of(queries.changed(claim).orElse(null)))
                .add("earliest", Wire.of((Object) boxes.earliest()))
                .add("smallByTaxYear", small)
                .add("missing", missing)
                .build();
    }

    @GET
    @Path("{id: \\d{1,18}}/lines")
    public JsonObject lines(@PathParam("id") long id, @Context UriInfo uri) {
        var asked = Asked.in(uri, "kind");
        find(id);
        long place = asked.after() == null ? 0 : Cursor.read(asked.after(), 1).number(0);
        var rows = queries.lines(
                id,
                asked.oneOf("kind", ClaimLine.Kind.class),
                (int) Math.min(Integer.MAX_VALUE, Math.max(0, place)),
                asked.limit() + 1);
        return Wire.page(Page.cut(rows, asked.limit(), line -> Cursor.of(line.line())), GiftAidClaimsResource::json);
    }

    /** A file of a claim: {@code csv}, {@code xlsx} or {@code xml}. */
    @GET
    @Path("{id: \\d{1,18}}.{format: csv|xlsx|xml}")
    @Produces(MediaType.WILDCARD)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response file(@PathParam("id") long id, @PathParam("format") String name) {
        var claim = find(id);
        var format = ClaimFiles.Format.valueOf(name.toUpperCase(Locale.ROOT));
        List<String> missing = files.missing(claim, format);
        if (!missing.isEmpty()) {
            throw Rejection.duplicate("format", "for this file is missing: " + String.join("; ", missing));
        }
        return Response.ok((StreamingOutput) out -> files.write(claim, format, out))
                .type(format.mediaType())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + files.name(claim, format) + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    /** Takes the gifts of a draft anew. */
    @POST
    @Path("{id: \\d{1,18}}/refresh")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject refresh(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "until");
        var until = body.day("until", null);
        body.done();
        find(id);
        claims.refresh(id, until, who());
        return item(id);
    }

    /** A second person agrees. */
    @POST
    @Path("{id: \\d{1,18}}/approval")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject approve(@PathParam("id") long id) {
        find(id);
        claims.approve(id, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/reopening")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject reopen(@PathParam("id") long id) {
        find(id);
        claims.reopen(id, who());
        return item(id);
    }

    @POST
    @Path("{id: \\d{1,18}}/withdrawal")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject withdraw(@PathParam("id") long id) {
        find(id);
        claims.withdraw(id, who());
        return item(id);
    }

    /** Notes that a person sent it, with HMRC's {@code reference}. */
    @POST
    @Path("{id: \\d{1,18}}/submission")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject submit(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reference", "on");
        var reference = body.text("reference", null);
        var on = body.day("on", null);
        body.done();
        find(id);
        claims.submit(id, reference, on, who());
        return item(id);
    }

    /** Notes what HMRC paid: {@code minor} in pence. */
    @POST
    @Path("{id: \\d{1,18}}/payment")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject pay(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "minor", "on");
        body.missing("minor");
        var minor = body.whole("minor", null);
        var on = body.day("on", null);
        body.done();
        find(id);
        claims.pay(id, minor == null ? null : new Money(minor, "GBP"), on, who());
        return item(id);
    }

    private Claim find(long id) {
        return queries.find(id).orElseThrow(() -> Answered.notFound("claim " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObjectBuilder json(Claim claim) {
        return Wire.object()
                .add("id", claim.id())
                .add("entity", claim.entity())
                .add("number", claim.number())
                .add("state", claim.state().name())
                .add("until", Wire.of((Object) claim.until()))
                .add("gifts", json(claim.gifts()))
                .add("small", json(claim.small()))
                .add("giftsBack", json(claim.giftsBack()))
                .add("smallBack", json(claim.smallBack()))
                .add("asked", Wire.of(claim.asked()))
                .add("madeBy", claim.made().by())
                .add("madeAt", Wire.of(claim.made().at()))
                .add(
                        "approvedBy",
                        Wire.of(
                                claim.approved() == null
                                        ? null
                                        : claim.approved().by()))
                .add("reference", Wire.of(claim.reference()))
                .add("submittedOn", Wire.of((Object) claim.submittedOn()))
                .add("paid", Wire.of(claim.paid()))
                .add("paidOn", Wire.of((Object) claim.paidOn()));
    }

    private static JsonObjectBuilder json(Claim.Sum sum) {
        return Wire.object()
                .add("lines", sum.lines())
                .add("amount", Wire.of(sum.amount()))
                .add("tax", Wire.of(sum.tax()));
    }

    private static JsonObject json(ClaimLine line) {
        return Wire.object()
                .add("line", line.line())
                .add("kind", line.kind().name())
                .add("gift", line.gift())
                .add("declaration", Wire.of(line.declaration()))
                .add("receivedOn", Wire.of((Object) line.receivedOn()))
                .add("amount", Wire.of(new Money(line.amountMinor(), "GBP")))
                .add("percent", line.percent())
                .add("title", Wire.of(line.title()))
                .add("firstName", Wire.of(line.firstName()))
                .add("lastName", Wire.of(line.lastName()))
                .add("house", Wire.of(line.house()))
                .add("postcode", Wire.of(line.postcode()))
                .add("overseas", line.overseas())
                .build();
    }
}
