package org.almoner.journal;

import org.almoner.database.Rejection;
import org.jdbi.v3.core.Handle;

/** The number of a legal entity by its code. */
final class Entities {

    private Entities() {}

    /** @throws Rejection if there is none */
    static long id(Handle handle, String code) {
        return handle.createQuery("select id from legal_entity where code = ?")
                .bind(0, code)
                .mapTo(Long.class)
                .findOne()
                .orElseThrow(() -> Rejection.invalid("entity", "there is no legal entity " + code));
    }
}
