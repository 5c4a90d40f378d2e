package org.almoner.reconcile.batch;

/** There is no job definition of that name. */
public class UnknownJob extends RuntimeException {

    private static final long serialVersionUID = 1;

    UnknownJob(String job) {
        super("There is no job " + job);
    }
}
