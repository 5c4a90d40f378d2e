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
import java.io.InputStream;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.Fund;
import org.almoner.campaign.FundDraft;
import org.almoner.campaign.FundView;
import org.almoner.campaign.Funds;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Funds, in the order of their codes. */
@Tag(name = "Funds")
@Path("/funds")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class FundsResource {

    @Inject
    private CampaignQueries queries;

    @Inject
    private Funds funds;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(queries.funds(asked.after(), asked.limit()), FundsResource::json);
    }

    @GET
    @Path("{code}")
    public Response item(@PathParam("code") String code) {
        var fund = find(code);
        return Wire.versioned(json(fund), fund.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "code", "affiliate", "name", "restriction", "purpose");
        var code = body.text("code", null);
        var draft = draft(body, new FundDraft("main", null, Fund.Restriction.NONE, ""));
        body.done();
        funds.create(code, draft, who());
        var fund = find(code);
        return Response.created(uri.getAbsolutePathBuilder().path(code).build())
                .entity(json(fund))
                .tag(String.valueOf(fund.version()))
                .build();
    }

    @PATCH
    @Path("{code}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response change(@PathParam("code") String code, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, "code", "affiliate", "name", "restriction", "purpose", "version");
        body.same("code", code);
        var version = body.version(headers);
        var draft = draft(body, find(code).values());
        body.done();
        funds.change(code, version, draft, who());
        var fund = find(code);
        return Wire.versioned(json(fund), fund.version());
    }

    private FundView find(String code) {
        return queries.findFund(code).orElseThrow(() -> Answered.notFound("fund " + code));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static FundDraft draft(Body body, FundDraft known) {
        return new FundDraft(
                body.text("affiliate", known.affiliate()),
                body.text("name", known.name()),
                body.oneOf("restriction", Fund.Restriction.class, known.restriction()),
                body.textOrEmpty("purpose", known.purpose()));
    }

    private static JsonObject json(FundView fund) {
        return Wire.object()
                .add("id", fund.id())
                .add("code", fund.code())
                .add("affiliate", fund.values().affiliate())
                .add("name", fund.values().name())
                .add("restriction", fund.values().restriction().name())
                .add("purpose", fund.values().purpose())
                .add("flagged", fund.flagged())
                .add("version", fund.version())
                .build();
    }
}
