package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
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
import java.util.List;
import org.almoner.database.Page;
import org.almoner.receipt.ReceiptDocument;
import org.almoner.receipt.ReceiptIssuer;
import org.almoner.receipt.ReceiptIssuers;
import org.almoner.receipt.Regime;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Under which name, tax regime and prefix the legal entities issue receipts. One whose {@code regime} is null issues plain
 * ones in the names of its affiliates. The first PATCH says {@code "version": 0}.
 */
@Tag(name = "Receipts")
@Path("/receipt-issuers")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class ReceiptIssuersResource {

    private static final String[] FIELDS = {
        "entity",
        "regime",
        "prefix",
        "legalName",
        "addressLines",
        "country",
        "registrationNumber",
        "taxNumber",
        "taxOffice",
        "noticeKind",
        "noticeDate",
        "noticePeriod",
        "purpose",
        "machineSince",
        "place",
        "signatory",
        "signatoryRole",
        "language",
        "statement",
        "accent",
        "onReversal",
        "issues",
        "version"
    };

    private static final ReceiptIssuer.Draft NONE = new ReceiptIssuer.Draft(
            null,
            null,
            null,
            List.of(),
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            "en",
            "",
            "#0b5d5e",
            ReceiptIssuer.OnReversal.TASK,
            ReceiptIssuer.Issues.NIGHTLY);

    private static final int LOGO_MAX = 1_048_576;

    @Inject
    private ReceiptIssuers issuers;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        Asked.in(uri);
        return Wire.page(new Page<>(issuers.all(), null), ReceiptIssuersResource::json);
    }

    @GET
    @Path("{entity}")
    public Response item(@PathParam("entity") String entity) {
        var issuer = find(entity);
        return Wire.versioned(json(issuer), issuer.version());
    }

    @PATCH
    @Path("{entity}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response change(@PathParam("entity") String entity, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, FIELDS);
        body.same("entity", entity);
        var version = body.version(headers);
        var known = find(entity).values();
        var draft = draft(body, known == null ? NONE : known);
        body.done();
        issuers.save(entity, version, draft, who());
        return item(entity);
    }

    /** PNG or JPEG; an empty body takes the logo away. */
    @PUT
    @Path("{entity}/logo")
    @Consumes({"image/png", "image/jpeg", MediaType.APPLICATION_OCTET_STREAM})
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response logo(@PathParam("entity") String entity, InputStream sent) throws IOException {
        issuers.logo(entity, sent.readNBytes(LOGO_MAX + 1), who());
        return Response.noContent().build();
    }

    private ReceiptIssuer find(String entity) {
        return issuers.find(entity).orElseThrow(() -> Answered.notFound("legal entity " + entity));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static ReceiptIssuer.Draft draft(Body body, ReceiptIssuer.Draft known) {
        return new ReceiptIssuer.Draft(
                body.oneOf("regime", Regime.class, known.regime()),
                body.text("prefix", known.prefix()),
                body.text("legalName", known.legalName()),
                body.texts("addressLines", known.addressLines()),
                body.text("country", known.country()),
                body.text("registrationNumber", known.registrationNumber()),
                body.text("taxNumber", known.taxNumber()),
                body.text("taxOffice", known.taxOffice()),
                body.oneOf("noticeKind", ReceiptDocument.Exemption.Kind.class, known.noticeKind()),
                body.day("noticeDate", known.noticeDate()),
                body.text("noticePeriod", known.noticePeriod()),
                body.text("purpose", known.purpose()),
                body.day("machineSince", known.machineSince()),
                body.text("place", known.place()),
                body.text("signatory", known.signatory()),
                body.text("signatoryRole", known.signatoryRole()),
                body.text("language", known.language()),
                body.textOrEmpty("statement", known.statement()),
                body.text("accent", known.accent()),
                body.oneOf("onReversal", ReceiptIssuer.OnReversal.class, known.onReversal()),
                body.oneOf("issues", ReceiptIssuer.Issues.class, known.issues()));
    }

    private static JsonObject json(ReceiptIssuer issuer) {
        var values = issuer.values() == null ? NONE : issuer.values();
        return Wire.object()
                .add("entity", issuer.code())
                .add("name", issuer.name())
                .add("regime", Wire.of(name(values.regime())))
                .add("prefix", Wire.of(values.prefix()))
                .add("legalName", Wire.of(values.legalName()))
                .add("addressLines", Wire.of(values.addressLines()))
                .add("country", Wire.of(values.country()))
                .add("registrationNumber", Wire.of(values.registrationNumber()))
                .add("taxNumber", Wire.of(values.taxNumber()))
                .add("taxOffice", Wire.of(values.taxOffice()))
                .add("noticeKind", Wire.of(name(values.noticeKind())))
                .add("noticeDate", Wire.of(values.noticeDate()))
                .add("noticePeriod", Wire.of(values.noticePeriod()))
                .add("purpose", Wire.of(values.purpose()))
                .add("machineSince", Wire.of(values.machineSince()))
                .add("place", Wire.of(values.place()))
                .add("signatory", Wire.of(values.signatory()))
                .add("signatoryRole", Wire.of(values.signatoryRole()))
                .add("language", values.language())
                .add("statement", values.statement())
                .add("accent", values.accent())
                .add("onReversal", values.onReversal().name())
                .add("issues", values.issues().name())
                .add("version", issuer.version())
                .build();
    }

    private static String name(Enum<?> value) {
        return value == null ? null : value.name();
    }
}
