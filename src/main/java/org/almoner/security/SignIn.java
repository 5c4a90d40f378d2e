package org.almoner.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.CallerPrincipal;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.CredentialValidationResult.Status;
import jakarta.security.enterprise.identitystore.IdentityStoreHandler;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.almoner.staff.Staff;
import org.almoner.staff.StaffMember;

/**
 * The one authentication mechanism, choosing by path. {@code /api} takes bearer tokens, and Basic where a token is made.
 * Everything else takes the form: the console's login page hands its credential to {@code SecurityContext.authenticate},
 * and the session then remembers the e-mail address. What somebody may do is looked up again every few seconds, so an
 * account that was closed is out at once and not when its session ends.
 */
@ApplicationScoped
public class SignIn implements HttpAuthenticationMechanism {

    static final String LOGIN_PAGE = "/login.xhtml";
    static final String TOKENS = "/api/v1/tokens";

    /** Request attribute: for how many seconds no further password is looked at. */
    static final String WAIT_SECONDS = "org.almoner.signIn.waitSeconds";

    private static final String WHO = "org.almoner.signIn.who";
    private static final String WANTED = "org.almoner.signIn.wanted";
    private static final Duration REMEMBERED = Duration.ofSeconds(5);
    private static final int REMEMBERED_MAX = 10_000;
    private static final int WANTED_MAX = 2_000;

    /** A password check costs a core some 0.1 s; more than this at once would starve everything else. */
    private final Semaphore passwordChecks = new Semaphore(2);

    private IdentityStoreHandler identities;
    private Staff staff;
    private Throttle throttle;
    private Remembered<String, CredentialValidationResult> tokens;
    private Remembered<String, Optional<StaffMember>> members;

    protected SignIn() {}

    @Inject
    public SignIn(IdentityStoreHandler identities, Staff staff, Throttle throttle, Clock clock) {
        this.identities = identities;
        this.staff = staff;
        this.throttle = throttle;
        this.tokens = new Remembered<>(clock, REMEMBERED, REMEMBERED_MAX);
        this.members = new Remembered<>(clock, REMEMBERED, REMEMBERED_MAX);
    }

    @Override
    public AuthenticationStatus validateRequest(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
            throws AuthenticationException {
        var path = request.getServletPath() + (request.getPathInfo() == null ? "" : request.getPathInfo());
        if (path.startsWith("/api/")) {
            return byHeader(request, context, path);
        }
        if (context.getAuthParameters().getCredential() instanceof UsernamePasswordCredential credential) {
            return byForm(request, response, context, credential);
        }
        return bySession(request, response, context);
    }

    @Override
    public void cleanSubject(HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        var session = request.getSession(false);
        if (session != null) {
            session.removeAttribute(WHO);
        }
        context.cleanClientSubject();
    }

    /** Whoever cannot be told here goes on as nobody; the API then answers 401 in its own form. */
    private AuthenticationStatus byHeader(HttpServletRequest request, HttpMessageContext context, String path) {
        var header = Optional.ofNullable(request.getHeader("Authorization")).orElse("");
        if (isScheme(header, "Bearer ")) {
            var secret = header.substring("Bearer ".length()).strip();
            var result = tokens.get(
                    secret,
                    key -> identities.validate(new TokenCredential(key)),
                    known -> known.getStatus() == Status.VALID);
            return enter(context, result);
        }
        if (isScheme(header, "Basic ")
                && path.equals(TOKENS)
                && request.getMethod().equals("POST")) {
            return basic(header)
                    .map(credential -> enter(context, checked(request, credential)))
                    .orElseGet(context::doNothing);
        }
        return context.doNothing();
    }

    private static AuthenticationStatus enter(HttpMessageContext context, CredentialValidationResult result) {
        return result.getStatus() == Status.VALID ? context.notifyContainerAboutLogin(result) : context.doNothing();
    }

    private AuthenticationStatus byForm(
            HttpServletRequest request,
            HttpServletResponse response,
            HttpMessageContext context,
            UsernamePasswordCredential credential) {
        var result = checked(request, credential);
        if (result.getStatus() != Status.VALID) {
            return context.notifyContainerAboutLogin(result);
        }
        var session = request.getSession();
        // whoever planted a session id before the sign-in must not share what follows
        request.changeSessionId();
        session.setAttribute(WHO, result.getCallerPrincipal().getName());
        var status = context.notifyContainerAboutLogin(result);
        var wanted = (String) session.getAttribute(WANTED);
        if (wanted == null) {
            return status;
        }
        session.removeAttribute(WANTED);
        goTo(request, response, wanted);
        return AuthenticationStatus.SEND_CONTINUE;
    }

    private AuthenticationStatus bySession(
            HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
        var session = request.getSession(false);
        var email = session == null ? null : (String) session.getAttribute(WHO);
        if (email != null) {
            var member = members.get(email, staff::find, Optional::isPresent).filter(StaffMember::active);
            if (member.isPresent()) {
                return context.notifyContainerAboutLogin(
                        new CallerPrincipal(email), member.get().groups());
            }
            session.removeAttribute(WHO);
        }
        if (!context.isProtected()) {
            return context.doNothing();
        }
        if (request.getMethod().equals("GET") && !isAjax(request)) {
            remember(request);
        }
        goTo(request, response, request.getContextPath() + LOGIN_PAGE);
        return AuthenticationStatus.SEND_CONTINUE;
    }

    private static void remember(HttpServletRequest request) {
        var query = request.getQueryString();
        var wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
        // two leading slashes would name another host
        if (wanted.length() <= WANTED_MAX && !wanted.startsWith("//")) {
            request.getSession().setAttribute(WANTED, wanted);
        }
    }

    private CredentialValidationResult checked(HttpServletRequest request, UsernamePasswordCredential credential) {
        var account = Staff.key(credential.getCaller());
        var address = request.getRemoteAddr();
        var pause = throttle.pause(account, address);
        if (!pause.isZero()) {
            request.setAttribute(WAIT_SECONDS, pause.toSeconds() + 1);
            return CredentialValidationResult.INVALID_RESULT;
        }
        try {
            if (!passwordChecks.tryAcquire(5, TimeUnit.SECONDS)) {
                request.setAttribute(WAIT_SECONDS, 5L);
                return CredentialValidationResult.INVALID_RESULT;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return CredentialValidationResult.INVALID_RESULT;
        }
        CredentialValidationResult result;
        try {
            result = identities.validate(credential);
        } finally {
            passwordChecks.release();
        }
        if (result.getStatus() == Status.VALID) {
            throttle.succeeded(account, address);
        } else {
            throttle.failed(account, address);
        }
        return result;
    }

    private static boolean isScheme(String header, String scheme) {
        return header.regionMatches(true, 0, scheme, 0, scheme.length());
    }

    private static Optional<UsernamePasswordCredential> basic(String header) {
        try {
            var decoded = Base64.getDecoder()
                    .decode(header.substring("Basic ".length()).strip());
            var pair = new String(decoded, StandardCharsets.UTF_8).split(":", 2);
            return pair.length == 2 ? Optional.of(new UsernamePasswordCredential(pair[0], pair[1])) : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }

    private static boolean isAjax(HttpServletRequest request) {
        return "partial/ajax".equals(request.getHeader("Faces-Request"));
    }

    /** A redirect that also a page's own partial request follows. */
    private static void goTo(HttpServletRequest request, HttpServletResponse response, String where) {
        try {
            if (isAjax(request)) {
                response.setContentType("text/xml;charset=UTF-8");
                response.getWriter()
                        .write("<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\""
                                + where.replace("&", "&amp;")
                                        .replace("\"", "&quot;")
                                        .replace("<", "&lt;")
                                + "\"/></partial-response>");
                response.flushBuffer();
            } else {
                response.sendRedirect(where);
            }
        } catch (IOException gone) {
            // nobody is left to be sent anywhere
            response.setStatus(HttpServletResponse.SC_BAD_REQUEST);
        }
    }
}
