package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.IOException;
import java.io.InputStream;
import org.almoner.campaign.CampaignQueries;
import org.almoner.journal.FundBalances;
import org.almoner.journal.FundRelease;
import org.almoner.journal.FundReleases;
import org.almoner.journal.PledgeQueries;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The net assets of a fund by class, and what was released from donors' restrictions. */
@Tag(name = "Funds")
@Path("/funds/{code}/net-assets")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class NetAssetsResource {

    @Inject
    private FundBalances balances;

    @Inject
    private FundReleases releases;

    @Inject
    private PledgeQueries pledges;

    @Inject
    private CampaignQueries funds;

    @Inject
    private Calendar calendar;

    @PathParam("code")
    private String code;

    @Context
    private SecurityContext caller;

    /** The balances at the end of a day, today if none is said. */
    @GET
    public JsonObject balances(@Context UriInfo uri) {
        var asked = Asked.in(uri, "date");
        var fund = funds.findFund(code).orElseThrow(() -> Answered.notFound("fund " + code));
        var day = asked.day("date") == null ? calendar.today() : asked.day("date");
        var lines = Wire.array();
        balances.of(code, day)
                .forEach(balance -> lines.add(Wire.object()
                        .add("contributed", Wire.of(balance.contributed()))
                        .add("givenBack", Wire.of(balance.givenBack()))
                        .add("released", Wire.of(balance.released()))
                        .add("withDonorRestrictions", Wire.of(balance.withRestrictions()))
                        .add("withoutDonorRestrictions", Wire.of(balance.withoutRestrictions()))
                        .add("inDispute", Wire.of(balance.inDispute()))
                        .add("releasable", Wire.of(balance.releasable()))));
        var promised = Wire.array();
        pledges.disclosed(code, day)
                .forEach(each -> promised.add(Wire.object()
                        .add("receivable", Wire.of(each.receivable()))
                        .add("conditional", Wire.of(each.conditional()))));
        return Wire.object()
                .add("fund", code)
                .add("restriction", fund.values().restriction().name())
                .add("restrictedUntil", Wire.of((Object) balances.until(code).orElse(null)))
                .add("date", Wire.of((Object) day))
                .add("balances", lines)
                .add("pledges", promised)
                .build();
    }

    /** Says until when a fund is bound by time. */
    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject bind(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "restrictedUntil");
        var until = body.day("restrictedUntil", null);
        body.done();
        releases.bindUntil(code, until, who());
        return balances(uri);
    }

    @GET
    @Path("releases")
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(balances.releases(code, asked.after(), asked.limit()), NetAssetsResource::json);
    }

    @GET
    @Path("releases/{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        return json(find(id));
    }

    /** Releases an amount; without one, all that can be. */
    @POST
    @Path("releases")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response release(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "minor", "currency", "on", "reference");
        body.missing("currency", "reference");
        var draft = new FundRelease.Draft(
                body.whole("minor", null),
                body.text("currency", null),
                body.day("on", null),
                body.text("reference", null));
        body.done();
        long id = releases.release(code, draft, null, who(), caller.isUserInRole(Role.Name.ADMINISTRATOR));
        return Response.created(
                        uri.getAbsolutePathBuilder().path(Long.toString(id)).build())
                .entity(item(id))
                .build();
    }

    /** Adds the file that shows why: its bytes, and {@code ?name=}. */
    @POST
    @Path("releases/{id: \\d{1,18}}/document")
    @Consumes({MediaType.APPLICATION_OCTET_STREAM, "application/pdf"})
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject attach(@PathParam("id") long id, InputStream sent, @Context UriInfo uri) {
        var asked = Asked.in(uri, "name");
        find(id);
        try {
            var bytes = sent.readNBytes(FundReleases.MOST_BYTES + 1);
            releases.attach(id, new FundRelease.Document(asked.text("name"), bytes), who());
        } catch (IOException cut) {
            throw new Answered(400, "The file ended too early; send it again");
        }
        return item(id);
    }

    @GET
    @Path("releases/{id: \\d{1,18}}/document")
    @Produces(MediaType.APPLICATION_OCTET_STREAM)
    public Response document(@PathParam("id") long id) {
        find(id);
        var document = balances.document(id).orElseThrow(() -> Answered.notFound("document of release " + id));
        return Response.ok(document.bytes())
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"release-" + id + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @POST
    @Path("releases/{id: \\d{1,18}}/undo")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject undo(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, "reason");
        var reason = body.text("reason", null);
        body.done();
        find(id);
        releases.undo(id, reason, who());
        return item(id);
    }

    /** @throws Answered if there is none, or it is another fund's */
    private FundRelease find(long id) {
        return balances.release(id)
                .filter(release -> release.fund().equals(code))
                .orElseThrow(() -> Answered.notFound("release " + id + " of fund " + code));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObject json(FundRelease release) {
        return Wire.object()
                .add("id", release.id())
                .add("fund", release.fund())
                .add("amount", Wire.of(release.amount()))
                .add("ground", release.ground().name())
                .add("on", Wire.of((Object) release.on()))
                .add("reference", release.reference())
                .add("document", Wire.of(release.document()))
                .add("sha256", Wire.of(release.sha256()))
                .add("releasedBy", release.releasedBy())
                .add("releasedAt", Wire.of(release.releasedAt()))
                .add("undoneBy", Wire.of(release.undoneBy()))
                .add("undoneAt", Wire.of(release.undoneAt()))
                .add("undoReason", Wire.of(release.undoReason()))
                .build();
    }
}
