package org.almoner.api;

import jakarta.annotation.Priority;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.PreMatching;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.ext.Provider;
import java.util.Arrays;
import org.almoner.staff.Role;

/** Nobody comes in without having said who they are, not even to learn what there is. */
@Provider
@PreMatching
@Priority(Priorities.AUTHENTICATION)
public class Gate implements ContainerRequestFilter {

    /** Set at sign-in: for how many seconds no further password is looked at. */
    private static final String WAIT_SECONDS = "org.almoner.signIn.waitSeconds";

    @Context
    private HttpServletRequest request;

    @Override
    public void filter(ContainerRequestContext context) {
        var security = context.getSecurityContext();
        if (security.getUserPrincipal() == null) {
            if (request.getAttribute(WAIT_SECONDS) instanceof Long seconds) {
                context.abortWith(Problem.of(429, "Too many wrong passwords; wait " + seconds + " seconds")
                        .response()
                        .header(HttpHeaders.RETRY_AFTER, seconds)
                        .build());
                return;
            }
            var forTokens = context.getUriInfo().getPath().equals("tokens")
                    && context.getMethod().equals("POST");
            context.abortWith(Problem.of(
                            401,
                            forTokens
                                    ? "Send a staff member's e-mail address and password: Authorization: Basic …"
                                    : "Send a token: Authorization: Bearer …; POST /api/v1/tokens makes one")
                    .response()
                    .header(
                            HttpHeaders.WWW_AUTHENTICATE,
                            forTokens ? "Basic realm=\"Almoner\", charset=\"UTF-8\"" : "Bearer realm=\"Almoner\"")
                    .build());
            return;
        }
        if (Arrays.stream(Role.values()).noneMatch(role -> security.isUserInRole(role.name()))) {
            context.abortWith(Problem.of(403, "Your account has no role yet; ask an administrator")
                    .response()
                    .build());
        }
    }
}
