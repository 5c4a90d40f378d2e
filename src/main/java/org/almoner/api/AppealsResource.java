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
import org.almoner.campaign.AppealView;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.Campaigns;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The appeals of campaigns, the newest first. */
@Tag(name = "Appeals")
@Path("/appeals")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AppealsResource {

    @Inject
    private CampaignQueries queries;

    @Inject
    private Campaigns campaigns;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "campaign");
        return Wire.page(queries.appeals(asked.text("campaign"), asked.after(), asked.limit()), AppealsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public Response item(@PathParam("id") long id) {
        var appeal = find(id);
        return Wire.versioned(json(appeal), appeal.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "campaign", "code", "name");
        var campaign = body.text("campaign", null);
        var code = body.text("code", null);
        var name = body.text("name", null);
        body.done();
        var id = campaigns.createAppeal(campaign, code, name, who());
        var appeal = find(id);
        return Response.created(
                        uri.getAbsolutePathBuilder().path(String.valueOf(id)).build())
                .entity(json(appeal))
                .tag(String.valueOf(appeal.version()))
                .build();
    }

    @PATCH
    @Path("{id: \\d{1,18}}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public Response rename(@PathParam("id") long id, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, "name", "version");
        var version = body.version(headers);
        var name = body.text("name", find(id).name());
        body.done();
        campaigns.renameAppeal(id, version, name, who());
        var appeal = find(id);
        return Wire.versioned(json(appeal), appeal.version());
    }

    private AppealView find(long id) {
        return queries.findAppeal(id).orElseThrow(() -> Answered.notFound("appeal " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObject json(AppealView appeal) {
        return Wire.object()
                .add("id", appeal.id())
                .add("campaign", Wire.of(appeal.campaign()))
                .add("code", appeal.code())
                .add("name", appeal.name())
                .add("flagged", appeal.flagged())
                .add("version", appeal.version())
                .build();
    }
}
