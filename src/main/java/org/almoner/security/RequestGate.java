package org.almoner.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;

/**
 * Counts the requests that run. Once the server is told to stop it refuses new ones with 503, so that those that run can
 * end; the readiness check says how many do, and a load balancer sends nothing more.
 */
@WebFilter(urlPatterns = "/*", dispatcherTypes = DispatcherType.REQUEST, asyncSupported = true)
public class RequestGate implements Filter {

    private static final String STOPPING = "almoner.stopping";
    private static final String HEALTH = "/health";

    @Inject
    @Readiness
    private Requests requests;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (((HttpServletRequest) request).getRequestURI().startsWith(HEALTH)) {
            chain.doFilter(request, response);
            return;
        }
        requests.enter();
        try {
            if (Boolean.getBoolean(STOPPING)) {
                var refusal = (HttpServletResponse) response;
                refusal.setHeader("Retry-After", "10");
                refusal.setHeader("Connection", "close");
                refusal.setStatus(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
                refusal.setContentType("application/problem+json");
                refusal.getWriter()
                        .write("{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
                                + "\"detail\":\"The server is stopping; try again in a moment.\"}");
            } else {
                chain.doFilter(request, response);
            }
        } finally {
            requests.leave();
        }
    }

    /** The count, and what it means for readiness. */
    @Readiness
    @ApplicationScoped
    public static class Requests implements HealthCheck {

        private final AtomicInteger running = new AtomicInteger();

        void enter() {
            running.incrementAndGet();
        }

        void leave() {
            running.decrementAndGet();
        }

        @Override
        public HealthCheckResponse call() {
            return HealthCheckResponse.named("requests")
                    .status(!Boolean.getBoolean(STOPPING))
                    .withData("running", running.get())
                    .build();
        }
    }
}
