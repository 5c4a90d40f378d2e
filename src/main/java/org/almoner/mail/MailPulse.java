package org.almoner.mail;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.almoner.time.Pulse;

/** Sends what is due every few seconds, so that mail follows by itself once the mail server is back. */
@ApplicationScoped
public class MailPulse extends Pulse {

    @Inject
    private MailRun run;

    protected MailPulse() {
        super(Duration.ofSeconds(3), "Mail cannot be sent just now and will be tried again");
    }

    @Override
    protected void beat() {
        run.pass(sent -> {});
    }
}
