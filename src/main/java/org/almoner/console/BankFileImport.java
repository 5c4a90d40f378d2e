package org.almoner.console;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import org.almoner.bank.BankFiles;
import org.almoner.bank.CsvGuess;
import org.almoner.database.Rejection;

/**
 * Takes a file of statements from the form of its page: to look at before it is imported, or, with {@code guess}, to see
 * how a bank writes its CSV. A servlet and no Faces action, so that the body goes to the disk and not through the view's
 * state.
 */
@WebServlet("/console/bank-file-import")
@MultipartConfig(
        fileSizeThreshold = 65_536,
        maxFileSize = BankFiles.MOST_BYTES,
        maxRequestSize = BankFiles.MOST_BYTES + 65_536)
public class BankFileImport extends HttpServlet {

    /** In the session, until the page has said it: why a file was not taken. */
    static final String REFUSED = "org.almoner.console.bankFileRefused";

    /** In the session, until the form of the mapping has shown it: how a CSV seems to be written. */
    static final String GUESSED = "org.almoner.console.bankCsvGuessed";

    private static final long serialVersionUID = 1;

    @Inject
    private transient BankFiles files;

    @Inject
    private transient Words words;

    @Inject
    private transient Viewer viewer;

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        if (!viewer.isFinance()) {
            response.sendError(HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        String back = "bank-statements";
        try {
            var file = file(request);
            var account = Choice.number(request.getParameter("account"));
            if (file == null || file.getSize() == 0) {
                throw Rejection.invalid("file", words.say("bank.file.none"));
            }
            try (var sent = file.getInputStream()) {
                if (request.getParameter("guess") != null && account != null) {
                    back = "bank-account?id=" + account;
                    request.getSession().setAttribute(GUESSED, CsvGuess.of(sent));
                } else {
                    back = "bank-file?id="
                            + files.send(sent, file.getSubmittedFileName(), account, viewer.getEmail())
                                    .id();
                }
            }
        } catch (Rejection rejection) {
            request.getSession().setAttribute(REFUSED, rejection.getMessage());
        }
        response.sendRedirect(request.getContextPath() + "/console/" + back);
    }

    private Part file(HttpServletRequest request) throws IOException, ServletException {
        try {
            return request.getPart("file");
        } catch (IllegalStateException tooLarge) {
            throw Rejection.invalid("file", words.say("bank.file.large"));
        } catch (ServletException noForm) {
            throw Rejection.invalid("file", words.say("report.file.broken"));
        }
    }
}
