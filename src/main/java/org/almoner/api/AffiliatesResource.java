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
import java.util.List;
import org.almoner.affiliate.AffiliateDraft;
import org.almoner.affiliate.AffiliateQueries;
import org.almoner.affiliate.AffiliateView;
import org.almoner.affiliate.Affiliates;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Affiliates, in the order of their codes. */
@Tag(name = "Affiliates")
@Path("/affiliates")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class AffiliatesResource {

    private static final String[] FIELDS = {
        "code",
        "name",
        "parent",
        "country",
        "legalName",
        "addressLines",
        "registrationNumber",
        "receiptPrefix",
        "receiptStatement",
        "receiptLanguage",
        "accent",
        "version"
    };

    @Inject
    private AffiliateQueries queries;

    @Inject
    private Affiliates affiliates;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(queries.page(asked.after(), asked.limit()), AffiliatesResource::json);
    }

    @GET
    @Path("{code}")
    public Response item(@PathParam("code") String code) {
        var affiliate = find(code);
        return Wire.versioned(json(affiliate), affiliate.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.Name.ADMINISTRATOR)
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, FIELDS);
        var code = body.text("code", "");
        var draft = draft(body, new AffiliateDraft(null, null, null, null, List.of(), null, null, "", "en", "#0b5d5e"));
        body.done();
        affiliates.create(code, draft, who());
        var affiliate = find(code);
        return Response.created(uri.getAbsolutePathBuilder().path(code).build())
                .entity(json(affiliate))
                .tag(String.valueOf(affiliate.version()))
                .build();
    }

    @PATCH
    @Path("{code}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.Name.ADMINISTRATOR)
    public Response change(@PathParam("code") String code, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, FIELDS);
        body.same("code", code);
        var version = body.version(headers);
        var draft = draft(body, find(code).values());
        body.done();
        affiliates.change(code, version, draft, who());
        var affiliate = find(code);
        return Wire.versioned(json(affiliate), affiliate.version());
    }

    private AffiliateView find(String code) {
        return queries.find(code).orElseThrow(() -> Answered.notFound("affiliate " + code));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static AffiliateDraft draft(Body body, AffiliateDraft known) {
        return new AffiliateDraft(
                body.text("name", known.name()),
                body.text("parent", known.parent()),
                body.text("country", known.country()),
                body.text("legalName", known.legalName()),
                body.texts("addressLines", known.addressLines()),
                body.text("registrationNumber", known.registrationNumber()),
                body.text("receiptPrefix", known.receiptPrefix()),
                body.textOrEmpty("receiptStatement", known.receiptStatement()),
                body.text("receiptLanguage", known.receiptLanguage()),
                body.text("accent", known.accent()));
    }

    private static JsonObject json(AffiliateView affiliate) {
        var values = affiliate.values();
        return Wire.object()
                .add("id", affiliate.id())
                .add("code", affiliate.code())
                .add("name", values.name())
                .add("parent", Wire.of(values.parent()))
                .add("country", Wire.of(values.country()))
                .add("legalName", values.legalName())
                .add("addressLines", Wire.of(values.addressLines()))
                .add("registrationNumber", Wire.of(values.registrationNumber()))
                .add("receiptPrefix", values.receiptPrefix())
                .add("receiptStatement", values.receiptStatement())
                .add("receiptLanguage", values.receiptLanguage())
                .add("accent", values.accent())
                .add("flagged", affiliate.flagged())
                .add("version", affiliate.version())
                .build();
    }
}
