package org.almoner.giving;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** How pages whose address is a key are answered: nothing keeps it, sends it on or finds it, and nothing runs on the page. */
abstract class PublicServlet extends HttpServlet {

    private static final long serialVersionUID = 1;
    private static final int LONGEST = 1_000;

    /** @param forms to where forms of the page may be sent */
    static void secret(HttpServletResponse response, String forms) {
        response.setHeader("Cache-Control", "no-store");
        response.setHeader("Referrer-Policy", "no-referrer");
        response.setHeader("X-Robots-Tag", "noindex, nofollow");
        response.setHeader(
                "Content-Security-Policy",
                "default-src 'none'; style-src 'self'; form-action " + forms
                        + "; base-uri 'none'; frame-ancestors 'none'");
    }

    /** What was asked; values that are too long to mean anything are left out. */
    static Map<String, String> asked(HttpServletRequest request) {
        Map<String, String> asked = new LinkedHashMap<>();
        Collections.list(request.getParameterNames()).forEach(name -> {
            var value = request.getParameter(name);
            if (value.length() <= LONGEST) {
                asked.put(name, value);
            }
        });
        return asked;
    }

    /** A page, or where to go instead. */
    static void answer(HttpServletResponse response, int status, String html, String location) throws IOException {
        if (location != null) {
            response.setStatus(HttpServletResponse.SC_SEE_OTHER);
            response.setHeader("Location", location);
            return;
        }
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        write(response, html);
    }

    static void write(HttpServletResponse response, String text) throws IOException {
        var bytes = text.getBytes(StandardCharsets.UTF_8);
        response.setContentLength(bytes.length);
        response.getOutputStream().write(bytes);
    }
}
