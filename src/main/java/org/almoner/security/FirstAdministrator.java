package org.almoner.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.logging.Logger;
import org.almoner.staff.Staff;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Lets the first person in: an administrator from the settings, made when the server starts on an empty database. */
@ApplicationScoped
public class FirstAdministrator {

    private static final Logger LOG = Logger.getLogger(FirstAdministrator.class.getName());

    private Staff staff;
    private Optional<String> email;
    private Optional<String> password;

    protected FirstAdministrator() {}

    @Inject
    FirstAdministrator(
            Staff staff,
            @ConfigProperty(name = "almoner.admin.email") Optional<String> email,
            @ConfigProperty(name = "almoner.admin.password") Optional<String> password) {
        this.staff = staff;
        this.email = email;
        this.password = password;
    }

    void onStart(@Observes @Initialized(ApplicationScoped.class) Object context) {
        if (email.isPresent() && password.isPresent()) {
            if (staff.createFirst(email.get(), password.get().toCharArray())) {
                LOG.info("The first administrator was made from ALMONER_ADMIN_EMAIL");
            }
        } else if (staff.page(null, 1).items().isEmpty()) {
            LOG.warning("Nobody can sign in: set ALMONER_ADMIN_EMAIL and ALMONER_ADMIN_PASSWORD and start again");
        }
    }
}
