package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
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
import org.almoner.bank.BankAccount;
import org.almoner.bank.BankAccounts;
import org.almoner.bank.CsvGuess;
import org.almoner.bank.CsvMapping;
import org.almoner.database.Page;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The organisation's bank accounts, and how each bank writes its CSV. */
@Tag(name = "Bank")
@Path("/bank-accounts")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class BankAccountsResource {

    private static final String[] FIELDS = {
        "id", "legalEntity", "name", "number", "currency", "openingMinor", "raises", "active", "version"
    };
    private static final String[] MAPPING = {
        "encoding",
        "delimiter",
        "decimalSign",
        "datePattern",
        "skippedLines",
        "header",
        "dateColumn",
        "amountColumn",
        "debitColumn",
        "creditColumn",
        "textColumns",
        "referenceColumn",
        "nameColumn",
        "currencyColumn",
        "balanceColumn"
    };

    @Inject
    private BankAccounts accounts;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        Asked.in(uri);
        return Wire.page(new Page<>(accounts.all(), null), BankAccountsResource::json);
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public Response item(@PathParam("id") long id) {
        var account = find(id);
        return Wire.versioned(json(account), account.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response add(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "legalEntity", "name", "number", "currency", "openingMinor", "raises");
        var draft = new BankAccounts.Draft(
                body.whole("legalEntity", null),
                body.text("name", null),
                body.text("number", null),
                body.text("currency", null),
                body.whole("openingMinor", null),
                body.oneOf("raises", BankAccount.Raises.class, BankAccount.Raises.ALL),
                null);
        body.done();
        long id = accounts.add(draft, who());
        return Response.created(
                        uri.getAbsolutePathBuilder().path(String.valueOf(id)).build())
                .entity(json(find(id)))
                .build();
    }

    /** Number and currency stay for ever: the statements go by them. */
    @PATCH
    @Path("{id: \\d{1,18}}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response change(@PathParam("id") long id, InputStream sent, @Context HttpHeaders headers) {
        var known = find(id);
        var body = Body.read(sent, FIELDS);
        body.same("number", known.number());
        body.same("currency", known.currency());
        int version = body.version(headers);
        var draft = new BankAccounts.Draft(
                body.whole("legalEntity", known.legalEntity()),
                body.text("name", known.name()),
                null,
                null,
                body.whole("openingMinor", known.openingMinor()),
                body.oneOf("raises", BankAccount.Raises.class, known.raises()),
                body.flag("active", known.active()));
        body.done();
        accounts.change(id, version, draft, who());
        return item(id);
    }

    @GET
    @Path("{id: \\d{1,18}}/csv-mapping")
    public JsonObject mapping(@PathParam("id") long id) {
        find(id);
        return accounts.mapping(id)
                .map(BankAccountsResource::json)
                .orElseThrow(() -> Answered.notFound("mapping of it"));
    }

    @PUT
    @Path("{id: \\d{1,18}}/csv-mapping")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject map(@PathParam("id") long id, InputStream sent) {
        var body = Body.read(sent, MAPPING);
        var mapping = new CsvMapping(
                body.text("encoding", "UTF-8"),
                one(body.text("delimiter", ";")),
                one(body.text("decimalSign", ".")),
                body.text("datePattern", null),
                body.small("skippedLines", 0),
                Boolean.TRUE.equals(body.flag("header", true)),
                body.text("dateColumn", null),
                body.text("amountColumn", null),
                body.text("debitColumn", null),
                body.text("creditColumn", null),
                body.texts("textColumns", null),
                body.text("referenceColumn", null),
                body.text("nameColumn", null),
                body.text("currencyColumn", null),
                body.text("balanceColumn", null));
        body.done();
        accounts.map(id, mapping, who());
        return mapping(id);
    }

    /** How a CSV seems to be written, to look at; nothing is kept. */
    @POST
    @Path("{id: \\d{1,18}}/csv-mapping/guess")
    @Consumes(MediaType.WILDCARD)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public JsonObject guess(@PathParam("id") long id, InputStream sent) {
        find(id);
        try {
            var guess = CsvGuess.of(sent);
            var rows = Wire.array();
            guess.rows().forEach(row -> rows.add(Wire.of(row)));
            return Wire.object()
                    .add("mapping", json(guess.mapping()))
                    .add("rows", rows)
                    .build();
        } catch (IOException cut) {
            throw new Answered(400, "The file ended too early; send it again");
        }
    }

    private BankAccount find(long id) {
        return accounts.find(id).orElseThrow(() -> Answered.notFound("bank account " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static char one(String text) {
        return text == null || text.length() != 1 ? '\0' : text.charAt(0);
    }

    private static JsonObject json(BankAccount account) {
        return Wire.object()
                .add("id", account.id())
                .add("legalEntity", account.legalEntity())
                .add("name", account.name())
                .add("number", account.number())
                .add("currency", account.currency())
                .add("openingMinor", Wire.of(account.openingMinor()))
                .add("raises", account.raises().name())
                .add("active", account.active())
                .add("version", account.version())
                .build();
    }

    private static JsonObject json(CsvMapping mapping) {
        return Wire.object()
                .add("encoding", mapping.encoding())
                .add("delimiter", String.valueOf(mapping.delimiter()))
                .add("decimalSign", String.valueOf(mapping.decimalSign()))
                .add("datePattern", Wire.of(mapping.datePattern()))
                .add("skippedLines", mapping.skippedLines())
                .add("header", mapping.header())
                .add("dateColumn", Wire.of(mapping.dateColumn()))
                .add("amountColumn", Wire.of(mapping.amountColumn()))
                .add("debitColumn", Wire.of(mapping.debitColumn()))
                .add("creditColumn", Wire.of(mapping.creditColumn()))
                .add("textColumns", Wire.of(mapping.textColumns()))
                .add("referenceColumn", Wire.of(mapping.referenceColumn()))
                .add("nameColumn", Wire.of(mapping.nameColumn()))
                .add("currencyColumn", Wire.of(mapping.currencyColumn()))
                .add("balanceColumn", Wire.of(mapping.balanceColumn()))
                .build();
    }
}
