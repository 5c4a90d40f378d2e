package org.almoner.stripe;

import java.sql.SQLException;

/** What an object says cannot be kept: the message tells why, for staff who look at the parked event. */
final class FactsRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FactsRefused(String why) {
        super(why);
    }

    FactsRefused(SQLException why) {
        super(why.getMessage(), why);
    }
}
