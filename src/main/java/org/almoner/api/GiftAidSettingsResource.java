package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.io.InputStream;
import org.almoner.giftaid.CharitySetting;
import org.almoner.giftaid.CharitySettings;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What HMRC wants to know of a charity that claims, beside what stands on its receipts. */
@Tag(name = "Gift Aid")
@Path("/gift-aid/settings/{entity}")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class GiftAidSettingsResource {

    @Inject
    private CharitySettings settings;

    @Context
    private SecurityContext caller;

    @PathParam("entity")
    private String entity;

    @GET
    public Response item() {
        var known = find();
        return Wire.versioned(json(known), known.version());
    }

    @PATCH
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response change(InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(
                sent,
                "periodEndMonth",
                "periodEndDay",
                "regulator",
                "regulatorName",
                "officialTitle",
                "officialFirst",
                "officialLast",
                "officialPostcode",
                "officialPhone",
                "aggregate",
                "smallDonations",
                "version");
        var version = body.version(headers);
        var known = find().values();
        var month = body.small("periodEndMonth", known.periodEndMonth());
        var day = body.small("periodEndDay", known.periodEndDay());
        var draft = new CharitySetting.Draft(
                month == null ? 0 : month,
                day == null ? 0 : day,
                body.oneOf("regulator", CharitySetting.Regulator.class, known.regulator()),
                body.text("regulatorName", known.regulatorName()),
                body.text("officialTitle", known.officialTitle()),
                body.text("officialFirst", known.officialFirst()),
                body.text("officialLast", known.officialLast()),
                body.text("officialPostcode", known.officialPostcode()),
                body.text("officialPhone", known.officialPhone()),
                Boolean.TRUE.equals(body.flag("aggregate", known.aggregate())),
                Boolean.TRUE.equals(body.flag("smallDonations", known.smallDonations())));
        body.done();
        settings.save(entity, version, draft, caller.getUserPrincipal().getName());
        return item();
    }

    private CharitySetting find() {
        return settings.find(entity).orElseThrow(() -> Answered.notFound("charity " + entity + " under Gift Aid"));
    }

    private static JsonObject json(CharitySetting known) {
        var values = known.values();
        return Wire.object()
                .add("entity", known.entity())
                .add("name", known.name())
                .add("hmrcReference", Wire.of(known.hmrcReference()))
                .add("charityNumber", Wire.of(known.charityNumber()))
                .add("periodEndMonth", values.periodEndMonth())
                .add("periodEndDay", values.periodEndDay())
                .add("regulator", values.regulator().name())
                .add("regulatorName", Wire.of(values.regulatorName()))
                .add("officialTitle", Wire.of(values.officialTitle()))
                .add("officialFirst", Wire.of(values.officialFirst()))
                .add("officialLast", Wire.of(values.officialLast()))
                .add("officialPostcode", Wire.of(values.officialPostcode()))
                .add("officialPhone", Wire.of(values.officialPhone()))
                .add("aggregate", values.aggregate())
                .add("smallDonations", values.smallDonations())
                .add("version", known.version())
                .build();
    }
}
