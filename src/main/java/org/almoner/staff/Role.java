package org.almoner.staff;

/** What a staff member may do; everybody with a role may read. */
public enum Role {
    /** Accounts, affiliates, and everything that others may. */
    ADMINISTRATOR,
    /** Campaigns, appeals, donors. */
    FUNDRAISER,
    /** Closes, exceptions, funds. */
    FINANCE,
    /** Gives gifts back, and agrees to what others want to give back. */
    REFUNDER,
    /** Reads everything, changes nothing. */
    AUDITOR;

    /** The names, for annotations that only take constants. */
    public static final class Name {
        public static final String ADMINISTRATOR = "ADMINISTRATOR";
        public static final String FUNDRAISER = "FUNDRAISER";
        public static final String FINANCE = "FINANCE";
        public static final String REFUNDER = "REFUNDER";
        public static final String AUDITOR = "AUDITOR";

        private Name() {}
    }
}
