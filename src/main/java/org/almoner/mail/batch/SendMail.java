package org.almoner.mail.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.almoner.mail.MailRun;
import org.almoner.mail.Outbox;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;

/** Sends what is due once, and leaves the rest to the outbox. */
@Dependent
@Named("sendMail")
public class SendMail extends WorkStep {

    @Inject
    private Outbox outbox;

    @Inject
    private MailRun run;

    @Inject
    private CurrentStep step;

    @Override
    protected void work() {
        step.total(outbox.due());
        run.pass(sent -> {
            synchronized (this) {
                step.done(sent);
            }
        });
    }
}
