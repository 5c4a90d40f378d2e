package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.context.ExternalContext;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.security.enterprise.SecurityContext;
import jakarta.servlet.http.Cookie;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Who looks at the page, in which language and theme, and what they may do. */
@Named
@RequestScoped
public class Viewer {

    private static final Set<String> THEMES = Set.of("light", "dark");

    private SecurityContext security;
    private Words words;

    protected Viewer() {}

    @Inject
    Viewer(SecurityContext security, Words words) {
        this.security = security;
        this.words = words;
    }

    /** The e-mail address they signed in with; empty before. */
    public String getEmail() {
        var principal = security.getCallerPrincipal();
        return principal == null ? "" : principal.getName();
    }

    public boolean isAdministrator() {
        return security.isCallerInRole("ADMINISTRATOR");
    }

    /** Whether they may change donors, campaigns and appeals. */
    public boolean isFundraiser() {
        return isAdministrator() || security.isCallerInRole("FUNDRAISER");
    }

    /** Whether they may run jobs and deal with events and exceptions. */
    public boolean isFinance() {
        return isAdministrator() || security.isCallerInRole("FINANCE");
    }

    /** Whether they may give gifts back and agree to what others want to give back. */
    public boolean isRefunder() {
        return isAdministrator() || security.isCallerInRole("REFUNDER");
    }

    /** Their roles in words. */
    public String getRoleNames() {
        return Stream.of("ADMINISTRATOR", "FUNDRAISER", "FINANCE", "REFUNDER", "AUDITOR")
                .filter(security::isCallerInRole)
                .map(role -> words.say("role." + role))
                .collect(Collectors.joining(", "));
    }

    public Locale getLocale() {
        return words.getLocale();
    }

    /** {@code light}, {@code dark}, or null for what the system says; kept in a cookie so that no page flashes. */
    public String getTheme() {
        var cookie = (Cookie) external().getRequestCookieMap().get("theme");
        return cookie != null && THEMES.contains(cookie.getValue()) ? cookie.getValue() : null;
    }

    /** Whether the page shown is this list or one of its things. */
    public boolean isAt(String list) {
        var view = FacesContext.getCurrentInstance().getViewRoot().getViewId();
        var page = view.substring(view.lastIndexOf('/') + 1, view.lastIndexOf('.'));
        var one = list.replaceFirst("ies$", "y").replaceFirst("s$", "");
        return Set.of(list, one + "-edit", one + "-new").contains(page) || page.equals(one);
    }

    private static ExternalContext external() {
        return FacesContext.getCurrentInstance().getExternalContext();
    }
}
