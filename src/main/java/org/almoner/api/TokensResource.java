package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
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
import java.io.InputStream;
import java.net.URI;
import org.almoner.database.Page;
import org.almoner.staff.Tokens;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The caller's own tokens. A token is made with the password, by Basic authentication, and with nothing else. */
@Tag(name = "Tokens")
@Path("/tokens")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class TokensResource {

    @Inject
    private Tokens tokens;

    @Context
    private SecurityContext caller;

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public Response issue(InputStream sent, @Context HttpHeaders headers) {
        var authorization = headers.getHeaderString(HttpHeaders.AUTHORIZATION);
        if (authorization == null || !authorization.regionMatches(true, 0, "Basic ", 0, 6)) {
            throw new Answered(403, "A token cannot make tokens; send e-mail address and password by Basic");
        }
        var body = Body.read(sent, "name");
        var name = body.text("name", null);
        body.done();
        var issued = tokens.issue(who(), name);
        return Response.created(URI.create("tokens/" + issued.token().id()))
                .entity(json(issued.token()).add("token", issued.secret()).build())
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    @GET
    public JsonObject list() {
        return Wire.page(
                new Page<>(tokens.list(who()), null), token -> json(token).build());
    }

    @DELETE
    @Path("{id: \\d{1,18}}")
    public Response revoke(@PathParam("id") long id) {
        tokens.revoke(who(), id);
        return Response.noContent().build();
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObjectBuilder json(Tokens.Token token) {
        return Wire.object()
                .add("id", token.id())
                .add("name", token.name())
                .add("createdAt", Wire.of(token.createdAt()))
                .add("lastUsedAt", Wire.of(token.lastUsedAt()))
                .add("revokedAt", Wire.of(token.revokedAt()));
    }
}
