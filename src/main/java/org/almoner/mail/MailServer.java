package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The mail server of the settings, and who signs for us. */
@ApplicationScoped
public class MailServer {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private Postman postman;

    protected MailServer() {}

    @Inject
    MailServer(
            @ConfigProperty(name = "almoner.smtp.host") Optional<String> host,
            @ConfigProperty(name = "almoner.smtp.port", defaultValue = "25") int port,
            @ConfigProperty(name = "almoner.smtp.user") Optional<String> user,
            @ConfigProperty(name = "almoner.smtp.password") Optional<String> password,
            @ConfigProperty(name = "almoner.smtp.tls", defaultValue = "none") String tls,
            @ConfigProperty(name = "almoner.dkim.domain") Optional<String> domain,
            @ConfigProperty(name = "almoner.dkim.selector") Optional<String> selector,
            @ConfigProperty(name = "almoner.dkim.key.file") Optional<String> keyFile) {
        this(host.filter(name -> !name.isBlank())
                .map(name -> new Postman(
                        new Postman.Server(
                                name,
                                port,
                                user.orElse(null),
                                password.orElse(null),
                                Postman.Tls.valueOf(tls.toUpperCase(Locale.ROOT)),
                                PATIENCE),
                        keyFile.filter(file -> !file.isBlank())
                                .map(file -> DkimKey.of(domain.orElseThrow(), selector.orElseThrow(), Path.of(file)))
                                .orElse(null)))
                .orElse(null));
    }

    /** @param postman null where there is no mail server */
    public MailServer(Postman postman) {
        this.postman = postman;
    }

    /** Who hands letters to it; empty while ALMONER_SMTP_HOST is not set. */
    Optional<Postman> postman() {
        return Optional.ofNullable(postman);
    }

    /** Whether there is one. */
    public boolean isThere() {
        return postman != null;
    }
}
