package org.almoner.mail.batch;

import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import org.almoner.mail.MailRun;
import org.almoner.mail.Outbox;
import org.almoner.reconcile.batch.CurrentStep;
import org.almoner.reconcile.batch.WorkStep;

/** Sends what is due once, and leaves the rest to the outbox. */
@Dependent
@Named("sendMail")
public class SendMail extends WorkStep {

    private static final long BETWEEN_TELLING_NANOS = Duration.ofMillis(500).toNanos();

    @Inject
    private Outbox outbox;

    @Inject
    private MailRun run;

    @Inject
    private CurrentStep step;

    private long left;
    private long toldAt;

    @Override
    protected void work() {
        left = outbox.due();
        step.total(left);
        run.pass(sent -> tell(false));
        tell(true);
    }

    /** Letters count whoever sends them: the pulse that always runs takes its share of the same outbox. */
    private synchronized void tell(boolean now) {
        if (now || System.nanoTime() - toldAt > BETWEEN_TELLING_NANOS) {
            long due = outbox.due();
            step.done(Math.max(0, left - due));
            left = due;
            toldAt = System.nanoTime();
        }
    }
}
