package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
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
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.ShareLink;
import org.almoner.campaign.ShareLinks;
import org.almoner.campaign.ShareWish;
import org.almoner.database.Page;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The share links of a campaign at Stripe. A POST that was cut off, or that Stripe did not answer, is finished by sending
 * it again; nothing is made twice.
 */
@Tag(name = "Campaigns")
@Path("/campaigns/{code}/links")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ShareLinksResource {

    @Inject
    private CampaignQueries queries;

    @Inject
    private ShareLinks links;

    @Context
    private SecurityContext caller;

    @PathParam("code")
    private String code;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        Asked.in(uri);
        known();
        return page(queries.links(code));
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public Response make(InputStream sent, @Context UriInfo uri) {
        known();
        var body = Body.read(sent, "account", "kind", "currency", "amounts", "open");
        var account = body.text("account", null);
        var kind = body.oneOf("kind", ShareLink.Kind.class, ShareLink.Kind.ONE_OFF);
        var currency = body.text("currency", null);
        var amounts = body.wholes("amounts");
        var open = Boolean.TRUE.equals(body.flag("open", false));
        body.done();
        var made = links.make(code, new ShareWish(account, kind, currency, amounts, open), who());
        return Response.created(uri.getAbsolutePath()).entity(page(made)).build();
    }

    @PATCH
    @Path("{id: \\d{1,18}}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public JsonObject want(@PathParam("id") long id, InputStream sent) {
        known();
        var body = Body.read(sent, "wanted");
        var wanted = !Boolean.FALSE.equals(body.flag("wanted", true));
        body.done();
        return page(links.want(code, id, wanted, who()));
    }

    private void known() {
        if (queries.find(code).isEmpty()) {
            throw Answered.notFound("campaign " + code);
        }
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObject page(List<ShareLink> links) {
        return Wire.page(new Page<>(links, null), ShareLinksResource::json);
    }

    static JsonArray all(List<ShareLink> links) {
        var array = Wire.array();
        links.forEach(link -> array.add(json(link)));
        return array.build();
    }

    private static JsonObject json(ShareLink link) {
        return Wire.object()
                .add("id", link.id())
                .add("account", link.account().isEmpty() ? JsonValue.NULL : Wire.of(link.account()))
                .add("kind", link.kind().name())
                .add("currency", link.currency())
                .add("amount", Wire.of(link.amount()))
                .add("suggested", Wire.of(link.suggested()))
                .add("url", Wire.of(link.url()))
                .add("wanted", link.wanted())
                .add("active", link.active())
                .add("price", Wire.of(link.price()))
                .add("paymentLink", Wire.of(link.paymentLink()))
                .add("refusal", Wire.of(link.refusal()))
                .build();
    }
}
