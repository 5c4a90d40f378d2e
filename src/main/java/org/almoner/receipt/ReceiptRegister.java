package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.almoner.audit.AuditTrail;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/**
 * What becomes of receipts after their issue. A receipt is never changed: it is void, with a reason, or another cancels and
 * replaces it and names it; its number stays in the register for ever. Each deed leaves a line in the audit trail.
 */
@ApplicationScoped
public class ReceiptRegister {

    private static final int PAGE = 100;
    private static final int REASON_MAX = 500;
    private static final String SYSTEM = "system";

    private Transactions transactions;
    private ReceiptIssue issue;
    private AuditTrail trail;
    private Calendar calendar;

    protected ReceiptRegister() {}

    @Inject
    public ReceiptRegister(Transactions transactions, ReceiptIssue issue, AuditTrail trail, Calendar calendar) {
        this.transactions = transactions;
        this.issue = issue;
        this.trail = trail;
        this.calendar = calendar;
    }

    /**
     * @param reference of its gift, or of one of its gifts
     * @param year that it sums up, or null
     */
    private record Known(long id, String number, String status, String reference, Integer year, long remaining) {}

    /**
     * Issues a receipt for a gift now, whatever the issuer's custom and the donor's wish; by post where the donor has no
     * e-mail address.
     *
     * @param reference of the gift
     * @return its number
     * @throws Rejection if there is no such gift, nothing of it remains, it has or had a receipt, or something is missing
     */
    public String issue(String reference, String actor) {
        return transactions.inNew(handle -> {
            OpenGift gift = OpenGift.find(handle, reference);
            boolean open = handle.createQuery("select g.status in ('RECEIVED', 'PARTIALLY_REFUNDED') and " + Due.LEFT
                            + " > 0 and g.donor_id is not null from gift g where g.id = ?")
                    .bind(0, gift.id())
                    .mapTo(Boolean.class)
                    .one();
            if (!open) {
                throw Rejection.invalid("gift", "only a gift that was received, of a known donor, can get a receipt");
            }
            Optional<String> before = handle.createQuery("select max(r.number) from receipted_gift x"
                            + " join receipt r on r.id = x.receipt_id where x.gift_id = ?")
                    .bind(0, gift.id())
                    .mapTo(String.class)
                    .findOne();
            if (before.isPresent()) {
                throw Rejection.invalid("gift", "it had receipt " + before.get() + "; replace that one");
            }
            String number = issue.issueOne(handle, calendar.today(), gift.id());
            trail.record(actor, "receipt.issued", "receipt", number, Map.of("gift", reference));
            return number;
        });
    }

    /**
     * Voids a receipt; its gift gets no other unless {@link #replace} is called for it.
     *
     * @throws Rejection if there is none, it is void already, or the reason is missing
     */
    public void cancel(String number, String reason, String actor) {
        String why = reason(reason);
        transactions.inNew(handle -> {
            Known known = known(handle, number);
            if (!known.status().equals("ISSUED")) {
                throw Rejection.invalid("number", "receipt " + number + " is void already");
            }
            end(handle, known, "VOID", why, actor);
            trail.record(actor, "receipt.voided", "receipt", number, Map.of("reason", why, "gift", known.reference()));
            return null;
        });
    }

    /**
     * Issues another receipt for what remains of the gift, as donor, address and issuer are today. It cancels and replaces
     * this one and says so; the donor gets it by mail where they have an address.
     *
     * @return the new number
     * @throws Rejection if there is none, it was replaced already, nothing remains of the gift, or the new one cannot be
     *     issued for what is missing
     */
    public String replace(String number, String reason, String actor) {
        String why = reason(reason);
        return transactions.inNew(handle -> {
            Known known = known(handle, number);
            if (known.status().equals("REPLACED")) {
                throw Rejection.invalid("number", "receipt " + number + " was replaced already; replace the newer one");
            }
            if (known.remaining() <= 0) {
                throw Rejection.invalid("number", "nothing of the gift remains; void the receipt instead");
            }
            if (known.status().equals("VOID") && other(handle, known)) {
                throw Rejection.invalid("number", "another receipt stands for this gift; replace that one");
            }
            end(handle, known, "REPLACED", why, actor);
            String next = issue.replace(
                    handle, calendar.today(), gifts(handle, known.id()), known.year(), known.id(), known.number());
            trail.record(
                    actor,
                    "receipt.replaced",
                    "receipt",
                    number,
                    Map.of("reason", why, "gift", known.reference(), "by", next));
            return next;
        });
    }

    /**
     * Corrects the receipts of issuers who want that done at once: void where nothing of the gift remains, another one for
     * what does. What is still disputed waits for its outcome, and what cannot be issued stays in the list for people.
     *
     * @param stopping asked between pages
     * @return how many were corrected
     */
    public int correct(BooleanSupplier stopping) {
        int corrected = 0;
        long after = 0;
        List<Known> page;
        do {
            long from = after;
            page = transactions.inNew(handle -> wrong(handle, from));
            for (Known known : page) {
                corrected += corrected(known) ? 1 : 0;
                after = known.id();
            }
        } while (page.size() == PAGE && !stopping.getAsBoolean());
        return corrected;
    }

    private boolean corrected(Known known) {
        try {
            if (known.remaining() > 0) {
                replace(known.number(), "Part of the gift went back", SYSTEM);
            } else {
                cancel(known.number(), "The gift went back", SYSTEM);
            }
            return true;
        } catch (Rejection forPeople) {
            return false;
        }
    }

    private void end(Handle handle, Known known, String status, String reason, String actor) {
        handle.createUpdate(
                        "update receipt set status = :status, void_reason = coalesce(void_reason, :reason),"
                                + " voided_by = coalesce(voided_by, :actor), voided_at = coalesce(voided_at, :now) where id = :id")
                .bind("status", status)
                .bind("reason", reason)
                .bind("actor", actor)
                .bind("now", calendar.now())
                .bind("id", known.id())
                .execute();
    }

    private static boolean other(Handle handle, Known known) {
        return handle.createQuery("select exists (select 1 from receipted_gift x join receipted_gift o"
                        + " on o.gift_id = x.gift_id and o.stands where x.receipt_id = ?)")
                .bind(0, known.id())
                .mapTo(Boolean.class)
                .one();
    }

    /** The receipt and its gifts, locked: first the gifts, as whoever issues does. */
    private static Known known(Handle handle, String number) {
        handle.execute(
                "select 1 from gift where id in (select x.gift_id from receipted_gift x join receipt r on r.id = x.receipt_id"
                        + " where r.number = ?) order by id for update",
                number);
        return handle.createQuery(
                        """
                        select r.id, r.number, r.status, r.of_year, t.reference, t.remaining
                        from receipt r
                        join lateral (select min(g.reference) as reference, sum(greatest(<left>, 0))::bigint as remaining
                                      from receipted_gift x join gift g on g.id = x.gift_id where x.receipt_id = r.id) t on true
                        where r.number = ? for update of r
                        """
                                .replace("<left>", Due.LEFT))
                .bind(0, number)
                .map((row, context) -> read(row))
                .findOne()
                .orElseThrow(() -> Rejection.unknown("receipt " + number));
    }

    private static List<Long> gifts(Handle handle, long receipt) {
        return handle.createQuery("select gift_id from receipted_gift where receipt_id = ?")
                .bind(0, receipt)
                .mapTo(Long.class)
                .list();
    }

    private static List<Known> wrong(Handle handle, long after) {
        return handle.createQuery(
                        """
                        select r.id, r.number, r.status, r.of_year, g.reference, t.remaining_minor as remaining
                        from receipt_to_correct t
                        join receipt r on r.id = t.receipt_id
                        join receipt_series s on s.id = r.series_id
                        join receipt_issuer i on i.legal_entity_id = s.legal_entity_id and i.on_reversal = 'AT_ONCE'
                        join gift g on g.id = t.gift_id and g.status <> 'DISPUTED'
                        where r.id > :after order by r.id limit :most
                        """)
                .bind("after", after)
                .bind("most", PAGE)
                .map((row, context) -> read(row))
                .list();
    }

    private static Known read(ResultSet row) throws SQLException {
        return new Known(
                row.getLong("id"),
                row.getString("number"),
                row.getString("status"),
                row.getString("reference"),
                row.getObject("of_year", Integer.class),
                row.getLong("remaining"));
    }

    private static String reason(String reason) {
        if (reason == null || reason.isBlank() || reason.strip().length() > REASON_MAX) {
            throw Rejection.invalid("reason", "write why, in at most " + REASON_MAX + " characters; auditors read it");
        }
        return reason.strip();
    }
}
