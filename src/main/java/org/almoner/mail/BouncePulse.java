package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.mail.MessagingException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.almoner.lease.Leases;
import org.almoner.time.Pulse;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads the mailbox of bounces every minute, on one node at a time. */
@ApplicationScoped
public class BouncePulse extends Pulse {

    private static final int AT_ONCE = 500;
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    private Leases leases;

    @Inject
    private MailReports reports;

    @Inject
    private MailTags tags;

    @Inject
    @ConfigProperty(name = "almoner.bounce.host")
    private Optional<String> host;

    @Inject
    @ConfigProperty(name = "almoner.bounce.port")
    private Optional<Integer> port;

    @Inject
    @ConfigProperty(name = "almoner.bounce.user")
    private Optional<String> user;

    @Inject
    @ConfigProperty(name = "almoner.bounce.password")
    private Optional<String> password;

    @Inject
    @ConfigProperty(name = "almoner.bounce.protocol", defaultValue = "imap")
    private String protocol;

    @Inject
    @ConfigProperty(name = "almoner.bounce.tls", defaultValue = "tls")
    private String tls;

    protected BouncePulse() {
        super(Duration.ofMinutes(1), "The mailbox of bounces cannot be read just now and will be tried again");
    }

    @Override
    protected void beat() {
        if (host.filter(name -> !name.isBlank()).isEmpty()) {
            return;
        }
        try (var lease = leases.tryTake("bounces").orElse(null)) {
            if (lease == null) {
                return;
            }
            while (!stopping() && mailbox().read(AT_ONCE) == AT_ONCE) {
                // the rest of a flood
            }
        } catch (MessagingException unreadable) {
            throw new IllegalStateException(unreadable.getMessage(), unreadable);
        }
    }

    private BounceMailbox mailbox() {
        var kind = BounceMailbox.Protocol.valueOf(protocol.toUpperCase(Locale.ROOT));
        var protection = Postman.Tls.valueOf(tls.toUpperCase(Locale.ROOT));
        return new BounceMailbox(
                new BounceMailbox.Account(
                        kind,
                        host.orElseThrow(),
                        port.orElse(usual(kind, protection)),
                        user.orElse(null),
                        password.orElse(null),
                        protection,
                        PATIENCE),
                reports,
                tags);
    }

    private static int usual(BounceMailbox.Protocol kind, Postman.Tls protection) {
        var encrypted = protection == Postman.Tls.TLS;
        return switch (kind) {
            case IMAP -> encrypted ? 993 : 143;
            case POP3 -> encrypted ? 995 : 110;
        };
    }
}
