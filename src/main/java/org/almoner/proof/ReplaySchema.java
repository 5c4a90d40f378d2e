package org.almoner.proof;

import org.almoner.database.BookSchema;
import org.jdbi.v3.core.Handle;

/** The books of a replay. */
final class ReplaySchema extends BookSchema {

    private static final String PREFIX = "replay_";

    ReplaySchema(long replay) {
        super(PREFIX + replay);
    }

    /** Removes what replays left behind that no longer exist or are over. */
    static void sweep(Handle handle) {
        handle.createQuery(
                        """
                        select n.nspname from pg_namespace n
                        where n.nspname ~ '^replay_[0-9]+$' and not exists (
                            select 1 from public.replay r
                            where n.nspname = 'replay_' || r.id and r.status in ('WAITING', 'STARTED'))
                        """)
                .mapTo(String.class)
                .list()
                .forEach(left -> handle.execute("drop schema " + left + " cascade"));
    }
}
