package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.almoner.database.Cursor;
import org.almoner.database.Filter;
import org.almoner.database.Page;
import org.almoner.money.Money;
import org.jdbi.v3.core.Jdbi;

/** Reads receipts for screens and API: every number ever used, the newest first. */
@ApplicationScoped
public class ReceiptQueries {

    /**
     * Which receipts to list; a null asks nothing.
     *
     * @param gift reference of the gift
     * @param query a part of the donor's name or e-mail address, or a whole number
     */
    public record Wanted(
            String number, String status, ReceiptView.Delivery delivery, Long donor, String gift, String query) {

        public static final Wanted ALL = new Wanted(null, null, null, null, null, null);

        private static final int DONORS_SEARCHED = 1_000;

        private Filter toFilter() {
            var filter = new Filter()
                    .andIf(number, "r.number = ?")
                    .andIf(status, "r.status = ?")
                    .andIf(donor, "r.donor_id = ?")
                    .andIf(
                            gift,
                            "r.id in (select x.receipt_id from receipted_gift x"
                                    + " where x.gift_id = (select id from gift where reference = ?))");
            if (delivery == ReceiptView.Delivery.FAILED) {
                // few: found by their own index before their newest mail is looked at
                filter.and("r.id in (select receipt_id from mail_outbox where state in"
                        + " ('FAILED', 'BOUNCED', 'SUPPRESSED'))");
            }
            if (delivery != null) {
                filter.and(DELIVERY + " = ?", delivery.name());
            }
            if (query != null && !query.isBlank()) {
                var pattern = Filter.containing(query);
                filter.and(
                        "r.number = ? or r.donor_id = any (array(select id from donor where lower(name) like ?"
                                + " or email_key like ? limit " + DONORS_SEARCHED + "))",
                        query.strip(),
                        pattern,
                        pattern);
            }
            return filter;
        }
    }

    private static final String DELIVERY =
            """
            coalesce((select case when b.sent_at is null then 'PRINT' else 'POSTED' end
                      from receipt_print p left join print_batch b on b.id = p.batch_id where p.receipt_id = r.id),
                     (select case when m.state in ('FAILED', 'BOUNCED', 'SUPPRESSED') then 'FAILED'
                                  when m.state = 'SENT' then 'SENT' when m.state = 'DROPPED' then 'NONE' else 'PENDING' end
                      from mail_outbox m where m.receipt_id = r.id order by m.created_at desc, m.id limit 1), 'NONE')""";

    private Jdbi jdbi;

    protected ReceiptQueries() {}

    @Inject
    public ReceiptQueries(Jdbi jdbi) {
        this.jdbi = jdbi;
    }

    /**
     * The page after a cursor, or the first.
     *
     * @throws Cursor.BadCursor if {@code after} was not handed out by this list
     */
    public Page<ReceiptView> page(Wanted wanted, String after, int limit) {
        var filter = wanted.toFilter();
        if (after != null) {
            filter.and("r.id < ?", Cursor.read(after, 1).number(0));
        }
        return Page.cut(select(filter, 0, limit + 1), limit, receipt -> Cursor.of(receipt.id()));
    }

    /** Rows from an offset on, for tables with page numbers; the offset is no greater than {@link Page#COUNT_CAP}. */
    public List<ReceiptView> slice(Wanted wanted, int offset, int limit) {
        return select(wanted.toFilter(), Math.min(offset, Page.COUNT_CAP), limit);
    }

    /** How many there are, at most one more than {@link Page#COUNT_CAP}. */
    public int count(Wanted wanted) {
        return jdbi.withHandle(handle -> wanted.toFilter().count(handle, "receipt r"));
    }

    public Optional<ReceiptView> find(String number) {
        return select(new Filter().and("r.number = ?", number), 0, 1).stream().findFirst();
    }

    /** The issued bytes, as they were mailed. */
    public Optional<byte[]> pdf(String number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select p.bytes from receipt r join receipt_pdf p on p.receipt_id = r.id where r.number = ?")
                .bind(0, number)
                .mapTo(byte[].class)
                .findOne());
    }

    /** The issued page with COPY across, or VOID where it counts no more: what staff hand out a second time. */
    public Optional<byte[]> copy(String number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select p.bytes, r.status, r.language from receipt r join receipt_pdf p on p.receipt_id = r.id"
                                + " where r.number = ?")
                .bind(0, number)
                .map((row, context) -> (row.getString("status").equals("ISSUED") ? Stamp.COPY : Stamp.VOID)
                        .on(row.getBytes("bytes"), row.getString("language")))
                .findOne());
    }

    /** The gifts that a receipt is about, in the order in which they were received; each with what it says of it. */
    public List<Covered> gifts(String number) {
        return jdbi.withHandle(handle -> handle.createQuery(
                        """
                        select g.reference, g.received_at, x.amount_minor, r.currency
                        from receipt r
                        join receipted_gift x on x.receipt_id = r.id
                        join gift g on g.id = x.gift_id
                        where r.number = ? order by g.received_at, g.id
                        """)
                .bind(0, number)
                .map((row, context) -> new Covered(
                        row.getString("reference"),
                        row.getTimestamp("received_at").toInstant(),
                        new Money(row.getLong("amount_minor"), row.getString("currency"))))
                .list());
    }

    /** A gift that a receipt is about, and what it says of it. */
    public record Covered(String reference, Instant receivedAt, Money amount) {}

    private List<ReceiptView> select(Filter filter, int offset, int limit) {
        var sql = "select r.*, encode(r.sha256, 'hex') as digest, g.reference, d.name as donor_name, s.regime, "
                + "(select o.number from receipt o where o.id = r.replaces_id) as replaces, "
                + "(select x.number from receipt x where x.replaces_id = r.id) as replaced_by, " + DELIVERY
                + " as delivery from (select * from receipt r where " + filter.sql()
                + " order by r.id desc limit ? offset ?) r"
                + " left join gift g on g.id = r.gift_id join donor d on d.id = r.donor_id"
                + " join receipt_series s on s.id = r.series_id order by r.id desc";
        return jdbi.withHandle(handle -> filter.bind(handle.createQuery(sql), limit, offset)
                .map((row, context) -> read(row))
                .list());
    }

    private static ReceiptView read(ResultSet row) throws SQLException {
        return new ReceiptView(
                row.getLong("id"),
                row.getString("number"),
                row.getString("status"),
                ReceiptView.Delivery.valueOf(row.getString("delivery")),
                row.getObject("gift_id", Long.class),
                row.getString("reference"),
                row.getObject("of_year", Integer.class),
                row.getLong("donor_id"),
                row.getString("donor_name"),
                new Money(row.getLong("amount_minor"), row.getString("currency")),
                row.getString("language"),
                row.getObject("issued_on", LocalDate.class),
                row.getTimestamp("issued_at").toInstant(),
                row.getString("digest"),
                Regime.valueOf(row.getString("regime")),
                row.getString("replaces"),
                row.getString("replaced_by"),
                row.getString("void_reason") == null
                        ? null
                        : new ReceiptView.Voided(
                                row.getString("void_reason"),
                                row.getString("voided_by"),
                                row.getTimestamp("voided_at").toInstant()));
    }
}
