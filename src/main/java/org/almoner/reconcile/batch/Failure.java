package org.almoner.reconcile.batch;

import java.sql.SQLException;

/** Says what failed without saying whom it was about: messages of drivers and parsers may quote rows. */
final class Failure {

    private static final int LONGEST = 500;

    private Failure() {}

    static String describe(Throwable failure) {
        Throwable root = failure;
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at.getClass().getName().startsWith("org.almoner.") && at.getMessage() != null) {
                return at.getMessage()
                        .substring(0, Math.min(LONGEST, at.getMessage().length()));
            }
            if (at instanceof SQLException sql) {
                return "the database refused or went away (SQL state " + sql.getSQLState() + ")";
            }
            root = at;
        }
        return root.getClass().getSimpleName();
    }
}
