package org.almoner.giving;

import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.MultipartConfig;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.Part;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import org.almoner.time.Calendar;

/**
 * {@code /verify/<number>/<code>}: anybody checks a receipt that they hold; with {@code .json} at its end for programs. A file
 * that is sent for comparing stays in memory while its digest is taken, and is gone after that.
 */
@WebServlet(urlPatterns = "/verify/*")
@MultipartConfig(
        maxFileSize = VerifyHtml.LARGEST,
        maxRequestSize = VerifyServlet.MOST,
        fileSizeThreshold = VerifyServlet.MOST)
public class VerifyServlet extends PublicServlet {

    private static final long serialVersionUID = 1;

    /** What a form may be, with a file and the fields beside it. */
    static final int MOST = VerifyHtml.LARGEST + 65_536;

    @Inject
    private transient VerifyPages pages;

    @Inject
    private transient Calendar calendar;

    private final transient Visits visits = new Visits();

    private record Sent(Map<String, String> fields, String digest, boolean large) {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, false);
    }

    @Override
    protected void doPost(HttpServletRequest request, HttpServletResponse response) throws IOException {
        answer(request, response, true);
    }

    private void answer(HttpServletRequest request, HttpServletResponse response, boolean posted) throws IOException {
        secret(response, "'self'");
        var allowed = visits.allowed(request.getRemoteAddr(), calendar.now());
        var sent = allowed && posted ? sent(request) : new Sent(posted ? Map.of() : asked(request), null, false);
        var path = request.getPathInfo() == null ? "" : request.getPathInfo();
        var answer = pages.answer(new VerifyPages.Visit(
                path.startsWith("/") ? path.substring(1) : path,
                request.getContextPath() + request.getServletPath() + "/",
                request.getContextPath() + "/giving/style.css",
                posted,
                sent.fields(),
                sent.digest(),
                sent.large(),
                Collections.list(request.getLocales()),
                allowed));
        if (answer.json() == null) {
            answer(response, answer.status(), answer.html(), answer.location());
            return;
        }
        response.setStatus(answer.status());
        response.setContentType(answer.status() == 200 ? "application/json" : "application/problem+json");
        write(response, answer.json());
    }

    private static Sent sent(HttpServletRequest request) throws IOException {
        Map<String, String> fields = new LinkedHashMap<>();
        String digest = null;
        try {
            if (request.getContentLengthLong() > MOST) {
                return new Sent(fields, null, true);
            }
            for (Part part : request.getParts()) {
                if (part.getSubmittedFileName() == null) {
                    fields.put(
                            part.getName(), new String(part.getInputStream().readNBytes(200), StandardCharsets.UTF_8));
                } else if (part.getName().equals("file") && part.getSize() > 0) {
                    digest = sha256(part);
                }
            }
            return new Sent(fields, digest, false);
        } catch (ServletException noForm) {
            return new Sent(asked(request), null, false);
        } catch (IllegalStateException larger) {
            return new Sent(fields, null, true);
        }
    }

    private static String sha256(Part part) throws IOException {
        try (var in = part.getInputStream()) {
            var digest = MessageDigest.getInstance("SHA-256");
            var some = new byte[65_536];
            for (int read = in.read(some); read >= 0; read = in.read(some)) {
                digest.update(some, 0, read);
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
