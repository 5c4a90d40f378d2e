package org.almoner.api;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.json.JsonObject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.time.YearMonth;
import org.almoner.report.SustainabilityCsv;
import org.almoner.report.SustainabilityPdf;
import org.almoner.report.SustainabilityReport;
import org.almoner.report.SustainabilityReports;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The sustainability reports of months: whether the income will last. */
@Tag(name = "Sustainability")
@Path("/reports/sustainability")
@RequestScoped
@Produces(MediaType.APPLICATION_JSON)
public class SustainabilityResource {

    @Inject
    private SustainabilityReports reports;

    @Inject
    private Calendar calendar;

    @GET
    @Path("{period: [^/.]+}")
    public JsonObject json(@PathParam("period") String period) {
        return report(period).toJson();
    }

    @GET
    @Path("{period: [^/.]+}.csv")
    @Produces("text/csv;charset=UTF-8")
    public Response csv(@PathParam("period") String period) throws IOException {
        var text = new StringBuilder();
        SustainabilityCsv.write(report(period), text);
        return file(text.toString(), "attachment", "sustainability-" + period + ".csv");
    }

    @GET
    @Path("{period: [^/.]+}.pdf")
    @Produces("application/pdf")
    public Response pdf(@PathParam("period") String period) {
        return file(SustainabilityPdf.of(report(period)), "inline", "sustainability-" + period + ".pdf");
    }

    private static Response file(Object content, String how, String name) {
        return Response.ok(content)
                .header(HttpHeaders.CONTENT_DISPOSITION, how + "; filename=\"" + name + "\"")
                .header(HttpHeaders.CACHE_CONTROL, "no-store")
                .build();
    }

    private SustainabilityReport report(String period) {
        var month = ReconciliationsResource.read(period);
        if (month.isAfter(YearMonth.from(calendar.today()))) {
            throw new Answered(404, month + " has not begun");
        }
        return reports.of(month);
    }
}
