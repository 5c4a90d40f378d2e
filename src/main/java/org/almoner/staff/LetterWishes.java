package org.almoner.staff;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.transaction.Transactional;
import java.util.List;
import java.util.Map;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** Who of finance wants to be written to when something needs them. Nobody is, until they say so themselves. */
@ApplicationScoped
public class LetterWishes {

    /** Somebody to be written to. */
    public record Reader(long id, String email) {}

    private Jdbi jdbi;
    private AuditTrail trail;

    protected LetterWishes() {}

    @Inject
    public LetterWishes(Jdbi jdbi, AuditTrail trail) {
        this.jdbi = jdbi;
        this.trail = trail;
    }

    public boolean wants(String email) {
        return jdbi.withHandle(handle -> handle.createQuery("select finance_letters from staff where lower(email) = ?")
                .bind(0, Staff.key(email))
                .mapTo(Boolean.class)
                .findOne()
                .orElse(false));
    }

    /**
     * Keeps what a member wants for themselves.
     *
     * @throws Rejection if there is no such member
     */
    @Transactional
    public void wish(String email, boolean letters) {
        var key = Staff.key(email);
        jdbi.useHandle(handle -> {
            if (handle.execute("update staff set finance_letters = ? where lower(email) = ?", letters, key) == 0) {
                throw Rejection.unknown("staff member " + key);
            }
            trail.record(key, "staff.letters", "staff", key, Map.of("financeLetters", String.valueOf(letters)));
        });
    }

    /** The active members of finance and administrators who want letters. */
    public static List<Reader> readers(Handle handle) {
        return handle.createQuery(
                        """
                        select s.id, s.email from staff s
                        where s.active and s.finance_letters and exists (
                            select 1 from staff_role r where r.staff_id = s.id and r.affiliate_id is null
                            and r.role in ('FINANCE', 'ADMINISTRATOR'))
                        order by s.id""")
                .map((row, context) -> new Reader(row.getLong("id"), row.getString("email")))
                .list();
    }
}
