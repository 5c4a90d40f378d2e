package org.almoner.security;

import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.SessionTrackingMode;
import jakarta.servlet.annotation.WebListener;
import java.util.Set;
import org.eclipse.microprofile.config.ConfigProvider;

/** Keeps the session cookie from scripts, from other sites, and, where the base URL is https, from plain connections. */
@WebListener
public class SessionCookie implements ServletContextListener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
        var context = event.getServletContext();
        var cookie = context.getSessionCookieConfig();
        cookie.setName("almoner");
        cookie.setHttpOnly(true);
        cookie.setAttribute("SameSite", "Lax");
        cookie.setSecure(secure());
        context.setSessionTrackingModes(Set.of(SessionTrackingMode.COOKIE));
    }

    static boolean secure() {
        return ConfigProvider.getConfig()
                .getOptionalValue("almoner.base.url", String.class)
                .filter(url -> url.regionMatches(true, 0, "https:", 0, 6))
                .isPresent();
    }
}
