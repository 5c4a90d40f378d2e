package org.almoner.console;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.almoner.giftaid.ClaimFiles;
import org.almoner.giftaid.ClaimQueries;

/** Files of claims, for finance: {@code ?id=1&format=CSV}. */
@WebServlet("/console/gift-aid-file")
public class GiftAidFiles extends HttpServlet {

    private static final long serialVersionUID = 1;

    @Inject
    private transient ClaimQueries claims;

    @Inject
    private transient ClaimFiles files;

    @Inject
    private transient Viewer viewer;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!viewer.isFinance()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        var id = Choice.number(request.getParameter("id"));
        var format = Choice.of(ClaimFiles.Format.class, request.getParameter("format"));
        var claim = id == null ? null : claims.find(id).orElse(null);
        if (claim == null || format == null) {
            response.sendError(HttpServletResponse.SC_NOT_FOUND);
            return;
        }
        if (!files.missing(claim, format).isEmpty()) {
            // the page says what is missing
            response.sendRedirect(request.getContextPath() + "/console/gift-aid-claim?id=" + id);
            return;
        }
        response.setContentType(format.mediaType());
        response.setHeader("Content-Disposition", "attachment; filename=\"" + files.name(claim, format) + "\"");
        response.setHeader("Cache-Control", "private, no-store");
        files.write(claim, format, response.getOutputStream());
    }
}
