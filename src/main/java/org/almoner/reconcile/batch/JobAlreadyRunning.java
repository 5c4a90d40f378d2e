package org.almoner.reconcile.batch;

import java.time.LocalDate;

/** The job is running for that date, here or on another node. */
public class JobAlreadyRunning extends RuntimeException {

    private static final long serialVersionUID = 1;

    JobAlreadyRunning(String job, LocalDate date) {
        super("The job " + job + " is running for " + date);
    }
}
