package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.jdbi.v3.core.Jdbi;

/** Donors who want their receipts otherwise than their issuers send them; every change leaves a line in the audit trail. */
@ApplicationScoped
public class ReceiptWishes {

    /** When a donor wants receipts. */
    public enum Wish {
        /** As the issuer does it. */
        ISSUER,
        /** One for all gifts of a year. */
        YEARLY,
        /** None, but for what must be disclosed to an American donor who got something in return. */
        NONE
    }

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;

    protected ReceiptWishes() {}

    @Inject
    public ReceiptWishes(Jdbi jdbi, Transactions transactions, AuditTrail trail) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
    }

    /** What a donor wishes. */
    public Wish of(long donor) {
        return jdbi.withHandle(handle -> handle.createQuery("select wish from receipt_wish where donor_id = ?")
                .bind(0, donor)
                .mapTo(Wish.class)
                .findOne()
                .orElse(Wish.ISSUER));
    }

    /**
     * Notes what a donor wishes, for receipts to come.
     *
     * @throws Rejection if there is no such donor or no wish
     */
    public void note(long donor, Wish wish, String actor) {
        if (wish == null) {
            throw Rejection.invalid("wish", "write ISSUER, YEARLY or NONE");
        }
        transactions.inNew(handle -> {
            Optional<Long> known = handle.createQuery("select id from donor where id = ? for no key update")
                    .bind(0, donor)
                    .mapTo(Long.class)
                    .findOne();
            if (known.isEmpty()) {
                throw Rejection.unknown("donor " + donor);
            }
            handle.execute("delete from receipt_wish where donor_id = ?", donor);
            if (wish != Wish.ISSUER) {
                handle.execute("insert into receipt_wish values (?, ?)", donor, wish.name());
            }
            trail.record(actor, "donor.receipts.wished", "donor", String.valueOf(donor), Map.of("wish", wish.name()));
            return null;
        });
    }
}
