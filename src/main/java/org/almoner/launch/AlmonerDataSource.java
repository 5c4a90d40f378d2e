package org.almoner.launch;

import org.postgresql.ds.PGSimpleDataSource;

/**
 * Where Payara's pool gets its connections from. It takes URL, user and password from the system properties that the
 * launcher sets, so that a password may hold any character and is never written to a configuration file.
 */
public class AlmonerDataSource extends PGSimpleDataSource {

    private static final long serialVersionUID = 1L;

    /** No statement runs longer, no transaction idles longer; waiting for a lock ends sooner. */
    private static final String LIMITS =
            "-c statement_timeout=10min -c idle_in_transaction_session_timeout=10min" + " -c lock_timeout=60s";

    /** Reads the coordinates as they are when the pool is made. */
    public AlmonerDataSource() {
        setApplicationName("almoner");
        setReWriteBatchedInserts(true);
        setConnectTimeout(10);
        setTcpKeepAlive(true);
        setOptions(LIMITS);
        setURL(System.getProperty("almoner.database.url"));
        setUser(System.getProperty("almoner.database.user"));
        setPassword(System.getProperty("almoner.database.password"));
    }
}
