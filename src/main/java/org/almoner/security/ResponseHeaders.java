package org.almoner.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/**
 * What every answer tells a browser not to do. Pages bring their own {@code script-src} with a nonce, from the component
 * library; what is said here holds beside it. A document that our own pages show in a frame lies under a path that may
 * be framed by ourselves.
 */
@WebFilter(urlPatterns = "/*", asyncSupported = true)
public class ResponseHeaders extends HttpFilter {

    private static final long serialVersionUID = 1;

    private static final String FOR_MACHINES = "default-src 'none'; frame-ancestors 'none'";
    private static final String FOR_PAGES =
            "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'";
    private static final String FOR_FRAMES = "object-src 'self'; base-uri 'self'; frame-ancestors 'self'";

    private boolean secure;

    @Override
    public void init() {
        secure = SessionCookie.secure();
    }

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        var path = request.getServletPath();
        response.setHeader("Content-Security-Policy", policy(path));
        response.setHeader("X-Content-Type-Options", "nosniff");
        response.setHeader("Referrer-Policy", "same-origin");
        if (secure) {
            response.setHeader("Strict-Transport-Security", "max-age=31536000");
        }
        chain.doFilter(request, response);
    }

    private static String policy(String path) {
        if (path.startsWith("/api/") || path.startsWith("/webhooks/")) {
            return FOR_MACHINES;
        }
        return path.startsWith("/jakarta.faces.resource/") || path.endsWith(".pdf") ? FOR_FRAMES : FOR_PAGES;
    }
}
