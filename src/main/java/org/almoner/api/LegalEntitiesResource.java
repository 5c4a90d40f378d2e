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
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.database.Page;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who keeps books of its own: the first one first, the others in the order of their codes. All stand on one page. */
@Tag(name = "Legal entities")
@Path("/legal-entities")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class LegalEntitiesResource {

    private static final String[] FIELDS = {"code", "name", "tolerance", "stripeAccounts", "affiliates", "version"};

    @Inject
    private LegalEntities entities;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        Asked.in(uri);
        return Wire.page(new Page<>(entities.all(), null), LegalEntitiesResource::json);
    }

    @GET
    @Path("{code}")
    public Response item(@PathParam("code") String code) {
        var entity = find(code);
        return Wire.versioned(json(entity), entity.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.Name.ADMINISTRATOR)
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, FIELDS);
        var code = body.text("code", "");
        var draft = draft(body, new LegalEntity.Draft(null, List.of(), List.of(), List.of()));
        body.done();
        entities.create(code, draft, who());
        var entity = find(code);
        return Response.created(uri.getAbsolutePathBuilder().path(code).build())
                .entity(json(entity))
                .tag(String.valueOf(entity.version()))
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
        entities.change(code, version, draft, who());
        var entity = find(code);
        return Wire.versioned(json(entity), entity.version());
    }

    private LegalEntity find(String code) {
        return entities.find(code).orElseThrow(() -> Answered.notFound("legal entity " + code));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static LegalEntity.Draft draft(Body body, LegalEntity.Draft known) {
        return new LegalEntity.Draft(
                body.text("name", known.name()),
                body.amounts("tolerance", known.tolerance()),
                body.texts("stripeAccounts", known.stripeAccounts()),
                body.texts("affiliates", known.affiliates()));
    }

    private static JsonObject json(LegalEntity entity) {
        var tolerance = Wire.array();
        entity.values().tolerance().forEach(amount -> tolerance.add(Wire.of(amount)));
        return Wire.object()
                .add("id", entity.id())
                .add("code", entity.code())
                .add("name", entity.values().name())
                .add("tolerance", tolerance)
                .add("stripeAccounts", Wire.of(entity.values().stripeAccounts()))
                .add("affiliates", Wire.of(entity.values().affiliates()))
                .add("version", entity.version())
                .build();
    }
}
