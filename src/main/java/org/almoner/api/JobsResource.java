package org.almoner.api;

import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.core.UriInfo;
import java.io.InputStream;
import org.almoner.receipt.YearlyStatements;
import org.almoner.reconcile.Checks;
import org.almoner.reconcile.JobRuns;
import org.almoner.reconcile.batch.JobAlreadyRunning;
import org.almoner.reconcile.batch.Jobs;
import org.almoner.reconcile.batch.UnknownJob;
import org.almoner.staff.Role;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Starts jobs and shows how far they are. */
@Tag(name = "Jobs")
@Path("/jobs")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class JobsResource {

    @Inject
    private Jobs jobs;

    @Inject
    private JobRuns runs;

    @Inject
    private Checks checks;

    @Inject
    private YearlyStatements statements;

    @Inject
    private Calendar calendar;

    @Context
    private SecurityContext caller;

    @GET
    @Path("executions")
    public JsonObject list(@Context UriInfo uri) {
        var asked = Asked.in(uri, "job");
        return Wire.page(runs.page(asked.text("job"), asked.after(), asked.limit()), JobsResource::json);
    }

    @GET
    @Path("executions/{id: \\d{1,18}}")
    public JsonObject item(@PathParam("id") long id) {
        var run = json(runs.find(id).orElseThrow(() -> Answered.notFound("execution " + id)));
        var found = Wire.array();
        checks.of(id)
                .forEach(check -> found.add(Wire.object()
                        .add("name", check.name().name())
                        .add("account", check.account().isEmpty() ? JsonValue.NULL : Wire.of(check.account()))
                        .add("outcome", check.outcome().name())
                        .add("checked", check.checked())
                        .add("broken", check.broken())
                        .add("detail", check.detail())));
        return Wire.object(run).add("checks", found).build();
    }

    /**
     * Without a date, the job is for today in the organisation's zone. Yearly statements are for the year in which the date
     * lies; one that is not over must be meant, with {@code "unfinished": true}.
     */
    @POST
    @Path("{job}")
    @Consumes(MediaType.APPLICATION_JSON)
    @RolesAllowed({Role.Name.ADMINISTRATOR, Role.Name.FINANCE})
    public Response start(@PathParam("job") String job, InputStream sent, @Context UriInfo uri) {
        var body = Body.read(sent, "date", "unfinished");
        var date = body.day("date", calendar.today());
        var unfinished = body.flag("unfinished", false);
        body.done();
        if (date == null) {
            date = calendar.today();
        }
        if (job.equals(Jobs.YEARLY_STATEMENTS)) {
            date = statements.dateOf(date.getYear(), Boolean.TRUE.equals(unfinished));
        }
        try {
            var id = jobs.start(job, date, caller.getUserPrincipal().getName());
            var location = uri.getBaseUriBuilder().path("jobs/executions/" + id).build();
            var known = runs.find(id).map(JobsResource::json);
            return Response.accepted(
                            known.orElseGet(() -> Wire.object().add("id", id).build()))
                    .location(location)
                    .build();
        } catch (UnknownJob e) {
            throw Answered.notFound("job " + job);
        } catch (JobAlreadyRunning e) {
            throw new Answered(409, job + " is running for " + date + "; wait until it has ended");
        }
    }

    private static JsonObject json(JobRuns.Run run) {
        var steps = Wire.array();
        run.steps()
                .forEach(step -> steps.add(Wire.object()
                        .add("name", step.name())
                        .add("status", step.status())
                        .add("done", step.done())
                        .add("total", Wire.of(step.total()))
                        .add("startedAt", Wire.of(step.startedAt()))
                        .add("endedAt", Wire.of(step.endedAt()))));
        return Wire.object()
                .add("id", run.id())
                .add("job", run.job())
                .add("date", Wire.of(run.date()))
                .add("status", run.status())
                .add("steps", steps)
                .add("startedAt", Wire.of(run.startedAt()))
                .add("endedAt", Wire.of(run.endedAt()))
                .add("requestedBy", run.requestedBy())
                .add("error", Wire.of(run.error()))
                .build();
    }
}
