package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import org.almoner.bank.BankFile;
import org.almoner.bank.BankStatements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Bank statements, the newest first, each with what is missing before it. */
@Tag(name = "Bank")
@Path("/bank-statements")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BankStatementsResource {

    @Inject
    private BankStatements statements;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "account");
        return Wire.page(
                statements.page(asked.number("account"), asked.after(), asked.limit()), BankStatementsResource::json);
    }

    static JsonObject json(BankFile.Part part) {
        return Wire.object()
                .add("id", Wire.of(part.statement()))
                .add("account", part.account())
                .add("identity", part.identity())
                .add("since", Wire.of(part.since()))
                .add("until", Wire.of(part.until()))
                .add("opening", Wire.of(part.opening()))
                .add("closing", Wire.of(part.closing()))
                .add("lines", part.lines())
                .add("added", part.added())
                .add("gap", Wire.of(part.gap()))
                .add("after", Wire.of(part.after()))
                .build();
    }
}
