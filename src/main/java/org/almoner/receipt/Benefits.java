package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/**
 * What donors got in return for gifts: noted before the receipt is issued, for it decides what stands there and whether there
 * can be one. Every change leaves a line in the audit trail.
 */
@ApplicationScoped
public class Benefits {

    private static final int DESCRIPTION_MAX = 300;

    private Jdbi jdbi;
    private Transactions transactions;
    private AuditTrail trail;

    protected Benefits() {}

    @Inject
    public Benefits(Jdbi jdbi, Transactions transactions, AuditTrail trail) {
        this.jdbi = jdbi;
        this.transactions = transactions;
        this.trail = trail;
    }

    /** What the donor of a gift got. */
    public Optional<ReceiptDocument.Benefit> find(String reference) {
        return jdbi.withHandle(handle -> handle.createQuery("select b.description, b.value_minor, g.currency"
                        + " from receipt_benefit b join gift g on g.id = b.gift_id where g.reference = ?")
                .bind(0, reference)
                .map((row, context) -> new ReceiptDocument.Benefit(
                        row.getString("description"), new Money(row.getLong("value_minor"), row.getString("currency"))))
                .findOne());
    }

    /**
     * Notes what the donor of a gift got, in the place of what was noted before.
     *
     * @throws Rejection if there is no such gift, it has a receipt, its regime knows no gift with something in return, or a
     *     value does not hold
     */
    public void note(String reference, ReceiptDocument.Benefit benefit, String actor) {
        transactions.inNew(handle -> {
            OpenGift gift = OpenGift.find(handle, reference);
            if (!EnumSet.of(Regime.US, Regime.GB, Regime.CA).contains(gift.regime())) {
                throw Rejection.invalid(
                        "gift", "the regime of this gift's receipts knows no gift with something in return");
            }
            String description =
                    benefit.description() == null ? "" : benefit.description().strip();
            if (description.isEmpty() || description.length() > DESCRIPTION_MAX) {
                throw Rejection.invalid(
                        "description", "write what the donor got, in at most " + DESCRIPTION_MAX + " characters");
            }
            Money value = benefit.value();
            if (value == null || !value.currency().equals(gift.currency()) || value.minor() <= 0) {
                throw Rejection.invalid("value", "write its fair value in " + gift.currency() + ", above zero");
            }
            handle.execute(
                    "insert into receipt_benefit values (?, ?, ?) on conflict (gift_id) do update"
                            + " set description = excluded.description, value_minor = excluded.value_minor",
                    gift.id(),
                    description,
                    value.minor());
            trail.record(
                    actor,
                    "gift.benefit.noted",
                    "gift",
                    reference,
                    Map.of("description", description, "value", value.toString()));
            return null;
        });
    }

    /**
     * Takes back what was noted.
     *
     * @throws Rejection if there is no such gift or it has a receipt
     */
    public void remove(String reference, String actor) {
        transactions.inNew(handle -> {
            OpenGift gift = OpenGift.find(handle, reference);
            if (handle.execute("delete from receipt_benefit where gift_id = ?", gift.id()) > 0) {
                trail.record(actor, "gift.benefit.removed", "gift", reference, Map.of());
            }
            return null;
        });
    }
}
