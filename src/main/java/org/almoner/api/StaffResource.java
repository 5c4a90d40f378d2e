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
import java.util.Set;
import org.almoner.staff.Role;
import org.almoner.staff.Staff;
import org.almoner.staff.StaffMember;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The accounts of staff; administrators make and change them, auditors look. */
@Tag(name = "Staff")
@Path("/staff")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class StaffResource {

    @Inject
    private Staff staff;

    @Context
    private SecurityContext caller;

    @GET
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.AUDITOR})
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(staff.page(asked.after(), asked.limit()), StaffResource::json);
    }

    @GET
    @Path("{email}")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.AUDITOR})
    public Response item(@PathParam("email") String email) {
        var member = staff.find(email).orElseThrow(() -> Answered.notFound("staff member " + email));
        return Wire.versioned(json(member), member.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.Name.ADMINISTRATOR)
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "email", "name", "password", "roles");
        var email = body.text("email", null);
        var name = body.text("name", null);
        var password = body.text("password", null);
        var roles = body.someOf("roles", Role.class, Set.of());
        body.done();
        var member = staff.create(email, name, chars(password), roles == null ? Set.of() : roles, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(member.email()).build())
                .entity(json(member))
                .tag(String.valueOf(member.version()))
                .build();
    }

    @PATCH
    @Path("{email}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed(Role.Name.ADMINISTRATOR)
    public Response change(@PathParam("email") String email, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, "name", "password", "active", "roles", "version");
        var name = body.text("name", null);
        var password = body.text("password", null);
        var active = body.flag("active", null);
        var roles = body.someOf("roles", Role.class, null);
        var version = body.version(headers);
        body.done();
        var member = staff.change(email, version, name, chars(password), active, roles, who());
        return Wire.versioned(json(member), member.version());
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static char[] chars(String password) {
        return password == null ? null : password.toCharArray();
    }

    private static JsonObject json(StaffMember member) {
        return Wire.object()
                .add("id", member.id())
                .add("email", member.email())
                .add("name", member.name())
                .add("active", member.active())
                .add("roles", Wire.of(member.roles()))
                .add("createdAt", Wire.of(member.createdAt()))
                .add("version", member.version())
                .build();
    }
}
