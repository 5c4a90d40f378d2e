package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
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
import org.almoner.donor.Donor;
import org.almoner.donor.DonorDraft;
import org.almoner.donor.DonorQueries;
import org.almoner.donor.DonorView;
import org.almoner.donor.Donors;
import org.almoner.staff.Role;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Donors, the newest first. */
@Tag(name = "Donors")
@Path("/donors")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class DonorsResource {

    private static final String[] FIELDS = {
        "affiliate", "kind", "name", "email", "phone", "languages", "country", "note", "address", "version"
    };

    @Inject
    private DonorQueries queries;

    @Inject
    private Donors donors;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "email", "affiliate", "kind", "q");
        var wanted = new DonorQueries.Wanted(
                asked.text("email"), asked.text("affiliate"), asked.oneOf("kind", Donor.Kind.class), asked.text("q"));
        return Wire.page(queries.page(wanted, asked.after(), asked.limit()), donor -> json(donor)
                .build());
    }

    @GET
    @Path("{id: \\d{1,18}}")
    public Response item(@PathParam("id") long id) {
        var donor = find(id);
        var consents = Wire.array();
        queries.consents(id)
                .forEach(consent -> consents.add(Wire.object()
                        .add("channel", consent.channel())
                        .add("purpose", consent.purpose())
                        .add("given", consent.given())
                        .add("at", Wire.of(consent.at()))
                        .add("source", consent.source())));
        return Wire.versioned(json(donor).add("consents", consents).build(), donor.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, FIELDS);
        var draft = draft(body, new DonorDraft("main", Donor.Kind.PERSON, "", null, null, List.of(), null, "", null));
        body.done();
        var id = donors.create(draft, who());
        var donor = find(id);
        return Response.created(
                        uri.getAbsolutePathBuilder().path(String.valueOf(id)).build())
                .entity(json(donor).build())
                .tag(String.valueOf(donor.version()))
                .build();
    }

    @PATCH
    @Path("{id: \\d{1,18}}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public Response change(@PathParam("id") long id, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, FIELDS);
        var version = body.version(headers);
        var draft = draft(body, find(id).values());
        body.done();
        donors.change(id, version, draft, who());
        var donor = find(id);
        return Wire.versioned(json(donor).build(), donor.version());
    }

    private DonorView find(long id) {
        return queries.find(id).orElseThrow(() -> Answered.notFound("donor " + id));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    private static DonorDraft draft(Body body, DonorDraft known) {
        return new DonorDraft(
                body.text("affiliate", known.affiliate()),
                body.oneOf("kind", Donor.Kind.class, known.kind()),
                body.textOrEmpty("name", known.name()),
                body.text("email", known.email()),
                body.text("phone", known.phone()),
                body.texts("languages", known.languages()),
                body.text("country", known.country()),
                body.textOrEmpty("note", known.note()),
                address(body, known.address()));
    }

    private static DonorDraft.Address address(Body body, DonorDraft.Address known) {
        if (!body.has("address")) {
            return known;
        }
        var address = body.object("address", "lines", "postcode", "city", "region", "country");
        return address == null
                ? null
                : new DonorDraft.Address(
                        address.texts("lines", List.of()),
                        address.text("postcode", null),
                        address.text("city", null),
                        address.text("region", null),
                        address.text("country", null));
    }

    private static JsonObjectBuilder json(DonorView donor) {
        var values = donor.values();
        return Wire.object()
                .add("id", donor.id())
                .add("affiliate", values.affiliate())
                .add("kind", values.kind().name())
                .add("name", values.name())
                .add("email", Wire.of(values.email()))
                .add("phone", Wire.of(values.phone()))
                .add("languages", Wire.of(values.languages()))
                .add("country", Wire.of(values.country()))
                .add("address", json(values.address()))
                .add("note", values.note())
                .add("createdAt", Wire.of(donor.createdAt()))
                .add("updatedAt", Wire.of(donor.updatedAt()))
                .add("mergedInto", Wire.of(donor.mergedInto()))
                .add("version", donor.version());
    }

    private static JsonValue json(DonorDraft.Address address) {
        return address == null
                ? JsonValue.NULL
                : Wire.object()
                        .add("lines", Wire.of(address.lines()))
                        .add("postcode", Wire.of(address.postcode()))
                        .add("city", Wire.of(address.city()))
                        .add("region", Wire.of(address.region()))
                        .add("country", Wire.of(address.country()))
                        .build();
    }
}
