package org.almoner.console;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;
import org.almoner.database.Rejection;
import org.almoner.journal.ExportFormat;
import org.almoner.journal.JournalExports;
import org.almoner.journal.MappingFiles;

/** Files of batches, and the chart and the rules as files, out and in. */
@WebServlet("/console/journal-file")
@MultipartConfig(
        fileSizeThreshold = 65_536,
        maxFileSize = MappingFiles.MOST_BYTES,
        maxRequestSize = MappingFiles.MOST_BYTES + 65_536)
public class JournalFiles extends HttpServlet {

    /** In the session, until the page has said it: what became of a file, or why it was not taken. */
    static final String TAKEN = "org.almoner.console.mappingTaken";

    static final String REFUSED = "org.almoner.console.mappingRefused";

    private static final long serialVersionUID = 1;

    @Inject
    private transient JournalExports exports;

    @Inject
    private transient MappingFiles tables;

    @Inject
    private transient Words words;

    @Inject
    private transient Viewer viewer;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        switch (Objects.requireNonNullElse(request.getParameter("table"), "")) {
            case "chart" -> {
                head(response, "text/csv;charset=UTF-8", "chart-of-accounts.csv");
                tables.writeChart(response.getOutputStream());
            }
            case "mapping" -> {
                head(response, "text/csv;charset=UTF-8", "mapping.csv");
                tables.writeRules(response.getOutputStream());
            }
            default -> batch(request, response);
        }
    }

    private void batch(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var id = Choice.number(request.getParameter("id"));
        var part = Choice.number(request.getParameter("part"));
        var format = Choice.of(ExportFormat.class, request.getParameter("format"));
        if (!viewer.isFinance()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        if (id == null || format == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        try {
            var opened = exports.open(
                    id,
                    format,
                    Choice.text(request.getParameter("currency")),
                    part == null ? 1 : (int) Math.min(Integer.MAX_VALUE, part),
                    viewer.getEmail());
            head(response, format.mediaType(), opened.file().name());
            response.setContentLengthLong(opened.bytes());
            opened.content().writeTo(response.getOutputStream());
        } catch (Rejection rejection) {
            if (rejection.reason() == Rejection.Reason.UNKNOWN) {
                response.sendError(HttpServletResponse.SC_NOT_FOUND);
                return;
            }
            request.getSession().setAttribute(REFUSED, rejection.getMessage());
            response.sendRedirect(request.getContextPath() + "/console/journal?id=" + id);
        }
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!viewer.isFinance()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        boolean chart = "chart".equals(request.getParameter("table"));
        try {
            var file = request.getPart("file");
            if (file == null || file.getSize() == 0) {
                throw Rejection.invalid("file", words.say("report.file.none"));
            }
            try (var sent = file.getInputStream()) {
                int changed =
                        chart ? tables.readChart(sent, viewer.getEmail()) : tables.readRules(sent, viewer.getEmail());
                request.getSession().setAttribute(TAKEN, words.say("mapping.taken", changed));
            }
        } catch (Rejection rejection) {
            request.getSession().setAttribute(REFUSED, rejection.getMessage());
        } catch (IllegalStateException tooLarge) {
            request.getSession().setAttribute(REFUSED, words.say("mapping.file.large"));
        }
        response.sendRedirect(request.getContextPath() + "/console/" + (chart ? "accounts" : "mappings"));
    }

    private static void head(HttpServletResponse response, String type, String name) {
        response.setContentType(type);
        response.setHeader("Content-Disposition", "attachment; filename=\"" + name + "\"");
        response.setHeader("Cache-Control", "private, no-store");
    }
}
