package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
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
import org.almoner.bank.BankFile;
import org.almoner.bank.BankFiles;
import org.almoner.bank.BankStatements;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Files of bank statements: sent to look at, then imported; camt.053, MT940, or the CSV of an account that is mapped. */
@Tag(name = "Bank")
@Path("/bank-files")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BankFilesResource {

    @Inject
    private BankFiles files;

    @Inject
    private BankStatements statements;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri);
        return Wire.page(statements.files(asked.after(), asked.limit()), file -> json(file)
                .build());
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var file = files.find(id);
        var parts = Wire.array();
        file.parts().forEach(part -> parts.add(BankStatementsResource.json(part)));
        return json(file)
                .add("lines", file.lines())
                .add("added", file.added())
                .add("statements", parts)
                .build();
    }

    /** Takes a file to look at: 201 for a new one, 200 for one that was sent before. */
    @POST
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response send(
            InputStream sent, @Context UriInfo uri, @HeaderParam(HttpHeaders.CONTENT_LENGTH) String length) {
        var asked = Asked.in(uri, "name", "account");
        if (length != null && length.length() < 19 && Long.parseLong(length) > BankFiles.MOST_BYTES) {
            throw new Answered(
                    413, "Send at most " + BankFiles.MOST_BYTES + " bytes; take statements of a shorter time");
        }
        try {
            var taken = files.send(sent, asked.text("name"), asked.number("account"), who());
            return Response.status(taken.added() ? Response.Status.CREATED : Response.Status.OK)
                    .location(uri.getAbsolutePathBuilder()
                            .path(String.valueOf(taken.id()))
                            .build())
                    .entity(item(taken.id()))
                    .build();
        } catch (IOException cut) {
            throw new Answered(400, "The file ended too early; send it again");
        }
    }

    @POST
    @Path("{id: \\d{1,18}}/import")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject take(@PathParam("id") long id) {
        files.take(id, who());
        return item(id);
    }

    /** Throws a file away that was only looked at. */
    @DELETE
    @Path("{id: \\d{1,18}}")
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response discard(@PathParam("id") long id) {
        files.discard(id, who());
        return Response.noContent().build();
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static JsonObjectBuilder json(BankFile file) {
        return Wire.object()
                .add("id", file.id())
                .add("name", file.name())
                .add("format", file.format().name())
                .add("status", file.imported() ? "IMPORTED" : "SENT")
                .add("bytes", file.bytes())
                .add("sha256", file.sha256())
                .add("sentBy", file.sentBy())
                .add("sentAt", Wire.of(file.sentAt()))
                .add("importedBy", Wire.of(file.importedBy()))
                .add("importedAt", Wire.of(file.importedAt()));
    }
}
