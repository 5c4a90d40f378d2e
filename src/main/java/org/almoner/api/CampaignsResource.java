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
import org.almoner.campaign.Campaign;
import org.almoner.campaign.CampaignDraft;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.CampaignView;
import org.almoner.campaign.Campaigns;
import org.almoner.database.Rejection;
import org.almoner.money.Money;
import org.almoner.staff.Role;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Campaigns, the newest first. */
@Tag(name = "Campaigns")
@Path("/campaigns")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class CampaignsResource {

    private static final String[] FIELDS = {
        "code",
        "affiliate",
        "name",
        "description",
        "fund",
        "goal",
        "startsOn",
        "endsOn",
        "sdg",
        "status",
        "shareLink",
        "version"
    };

    @Inject
    private CampaignQueries queries;

    @Inject
    private Campaigns campaigns;

    @Inject
    @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR")
    private String baseCurrency;

    @Context
    private SecurityContext caller;

    @GET
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "status", "affiliate", "flagged", "q");
        var wanted = new CampaignQueries.Wanted(
                asked.oneOf("status", Campaign.Status.class),
                asked.text("affiliate"),
                asked.flag("flagged"),
                asked.text("q"));
        return Wire.page(queries.page(wanted, asked.after(), asked.limit()), CampaignsResource::json);
    }

    @GET
    @Path("{code}")
    public Response item(@PathParam("code") String code) {
        var campaign = find(code);
        return Wire.versioned(withLinks(campaign), campaign.version());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public Response create(InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, FIELDS);
        var code = body.text("code", null);
        var draft = draft(
                body,
                new CampaignDraft(
                        "main", null, "", null, null, baseCurrency, null, null, null, Campaign.Status.ACTIVE, null));
        body.done();
        call(() -> campaigns.create(code, draft, who()));
        var campaign = find(code);
        return Response.created(uri.getAbsolutePathBuilder().path(code).build())
                .entity(withLinks(campaign))
                .tag(String.valueOf(campaign.version()))
                .build();
    }

    @PATCH
    @Path("{code}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FUNDRAISER})
    public Response change(@PathParam("code") String code, InputStream sent, @Context HttpHeaders headers) {
        var body = Body.read(sent, FIELDS);
        body.same("code", code);
        var version = body.version(headers);
        var draft = draft(body, find(code).values());
        body.done();
        call(() -> campaigns.change(code, version, draft, who()));
        var campaign = find(code);
        return Wire.versioned(withLinks(campaign), campaign.version());
    }

    private JsonObject withLinks(CampaignView campaign) {
        return Wire.object(json(campaign))
                .add("links", ShareLinksResource.all(queries.links(campaign.code())))
                .build();
    }

    private CampaignView find(String code) {
        return queries.find(code).orElseThrow(() -> Answered.notFound("campaign " + code));
    }

    private String who() {
        return caller.getUserPrincipal().getName();
    }

    /** The store knows amount and currency of the goal apart; here they are one field. */
    private static void call(Runnable store) {
        try {
            store.run();
        } catch (Rejection rejection) {
            throw new Rejection(
                    rejection.reason(),
                    rejection.faults().stream().map(CampaignsResource::written).toList());
        }
    }

    private static Rejection.Fault written(Rejection.Fault fault) {
        return switch (fault.field()) {
            case "goalMinor" -> new Rejection.Fault("goal.minor", fault.message());
            case "currency" -> new Rejection.Fault("goal.currency", fault.message());
            default -> fault;
        };
    }

    private static CampaignDraft draft(Body body, CampaignDraft known) {
        var goal = body.has("goal") ? body.object("goal", "minor", "currency") : null;
        var cleared = body.has("goal") && goal == null;
        return new CampaignDraft(
                body.text("affiliate", known.affiliate()),
                body.text("name", known.name()),
                body.textOrEmpty("description", known.description()),
                body.text("fund", known.fund()),
                cleared ? null : goal == null ? known.goalMinor() : goal.whole("minor", known.goalMinor()),
                goal == null ? known.currency() : goal.text("currency", known.currency()),
                body.day("startsOn", known.startsOn()),
                body.day("endsOn", known.endsOn()),
                body.small("sdg", known.sdg()),
                body.oneOf("status", Campaign.Status.class, known.status()),
                body.text("shareLink", known.shareLink()));
    }

    private static JsonObject json(CampaignView campaign) {
        var values = campaign.values();
        var goal = values.goalMinor() == null ? null : new Money(values.goalMinor(), values.currency());
        return Wire.object()
                .add("id", campaign.id())
                .add("code", campaign.code())
                .add("affiliate", values.affiliate())
                .add("name", values.name())
                .add("description", values.description())
                .add("fund", Wire.of(values.fund()))
                .add("goal", Wire.of(goal))
                .add("startsOn", Wire.of(values.startsOn()))
                .add("endsOn", Wire.of(values.endsOn()))
                .add("sdg", Wire.of(values.sdg()))
                .add("status", values.status().name())
                .add("shareLink", Wire.of(values.shareLink()))
                .add("flagged", campaign.flagged())
                .add("createdAt", Wire.of(campaign.createdAt()))
                .add("version", campaign.version())
                .build();
    }
}
