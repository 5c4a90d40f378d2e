package org.almoner.receipt;

import jakarta.annotation.Resource;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;

/**
 * Issues receipts. A number, its page and its letter come into being in one transaction that holds the series' row, so
 * that a series is 1, 2, 3 … without a gap whatever is rolled back or runs beside it. A series is an issuer and the
 * year of the close; its numbers look like {@code ALM-2026-000001}.
 */
@ApplicationScoped
public class ReceiptIssue {

    private static final Logger LOG = Logger.getLogger(ReceiptIssue.class.getName());
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @Resource
    private ManagedExecutorService managed;

    private final ReceiptPrinter printer = new ReceiptPrinter();
    private Calendar calendar;
    private Outbox outbox;
    private String host;
    private Executor executor;

    protected ReceiptIssue() {}

    @Inject
    ReceiptIssue(
            Calendar calendar,
            Outbox outbox,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from) {
        this(calendar, outbox, Mailbox.parse(from), null);
    }

    ReceiptIssue(Calendar calendar, Outbox outbox, Mailbox from, Executor executor) {
        this.calendar = calendar;
        this.outbox = outbox;
        this.host = from.address().substring(from.address().lastIndexOf('@') + 1);
        this.executor = executor;
    }

    /** How many gifts are due a receipt. */
    public long due(Handle handle) {
        return handle.createQuery("select count(*) from gift g join donor d on d.id = g.donor_id where " + DUE)
                .mapTo(Long.class)
                .one();
    }

    /** The next gifts that are due a receipt, after an id. */
    public List<Long> due(Handle handle, long after, int most) {
        return handle.createQuery("select g.id from gift g join donor d on d.id = g.donor_id where " + DUE
                        + " and g.id > :after order by g.id limit :most")
                .bind("after", after)
                .bind("most", most)
                .mapTo(Long.class)
                .list();
    }

    /**
     * Issues receipts for those of these gifts that are still due one, and queues their letters. A gift whose page could
     * not show all letters of a name is left out and logged by its id, for staff to look at.
     *
     * @param handle inside a transaction
     * @param date the day of issue, in the organisation's zone; its year is that of the series
     * @return how many were issued
     */
    public int issue(Handle handle, LocalDate date, Collection<Long> gifts) {
        Map<Long, List<GiftToReceipt>> bySeries = new TreeMap<>();
        for (GiftToReceipt gift : read(handle, gifts)) {
            if (printable(gift, date)) {
                bySeries.computeIfAbsent(gift.affiliate(), ignored -> new ArrayList<>())
                        .add(gift);
            }
        }
        int issued = 0;
        // in the order of their issuers, so that two who issue at once wait for each other and never in a ring
        for (List<GiftToReceipt> series : bySeries.values()) {
            issued += issueSeries(handle, date, series);
        }
        return issued;
    }

    private List<GiftToReceipt> read(Handle handle, Collection<Long> gifts) {
        return handle.createQuery("select " + GiftToReceipt.COLUMNS + " from " + GiftToReceipt.TABLES + " where " + DUE
                        + " and g.id = any(:ids) order by g.id for update of g")
                .bindArray("ids", Long.class, gifts.toArray())
                .map((row, context) -> GiftToReceipt.read(row, calendar))
                .list();
    }

    private boolean printable(GiftToReceipt gift, LocalDate date) {
        boolean letterMissing =
                Arrays.stream(printer.unprintable(gift.document("0", date))).anyMatch(Character::isLetter);
        if (letterMissing) {
            LOG.log(Level.WARNING, "Gift {0} got no receipt: no font has a letter of a name on it.", gift.gift());
        }
        return !letterMissing;
    }

    private int issueSeries(Handle handle, LocalDate date, List<GiftToReceipt> gifts) {
        GiftToReceipt first = gifts.get(0);
        int serial = take(handle, first.affiliate(), date.getYear(), gifts.size());
        List<ReceiptDocument> documents = new ArrayList<>();
        for (int i = 0; i < gifts.size(); i++) {
            String number = String.format(Locale.ROOT, "%s-%d-%06d", first.prefix(), date.getYear(), serial + i);
            documents.add(gifts.get(i).document(number, date));
        }
        byte[][] pages = print(documents);
        Instant now = calendar.now();
        List<Outbox.Order> letters = new ArrayList<>();
        var receipts = handle.prepareBatch(RECEIPT);
        for (int i = 0; i < gifts.size(); i++) {
            GiftToReceipt gift = gifts.get(i);
            ReceiptDocument document = documents.get(i);
            receipts.bind("affiliate", gift.affiliate())
                    .bind("year", date.getYear())
                    .bind("serial", serial + i)
                    .bind("number", document.number())
                    .bind("gift", gift.gift())
                    .bind("donor", gift.donor())
                    .bind("amount", document.gift().amount().minor())
                    .bind("currency", document.gift().amount().currency())
                    .bind("language", document.language().toLanguageTag())
                    .bind("date", date)
                    .bind("now", now)
                    .bind("sha256", sha256(pages[i]))
                    .add();
        }
        List<Long> ids = receipts.executePreparedBatch("id").mapTo(Long.class).list();
        var pdfs = handle.prepareBatch("insert into receipt_pdf (receipt_id, bytes) values (:id, :bytes)");
        for (int i = 0; i < gifts.size(); i++) {
            pdfs.bind("id", ids.get(i)).bind("bytes", pages[i]).add();
            letters.add(new Outbox.Order(
                    Outbox.RECEIPT,
                    "receipt:" + documents.get(i).number(),
                    ids.get(i),
                    gifts.get(i).donor(),
                    gifts.get(i).email().strip(),
                    documents.get(i).language().toLanguageTag(),
                    host));
        }
        pdfs.execute();
        outbox.queue(handle, letters);
        return gifts.size();
    }

    /** Takes the next numbers of a series; whoever else wants some waits until this transaction ends. */
    private static int take(Handle handle, long affiliate, int year, int count) {
        handle.createUpdate("insert into receipt_series (affiliate_id, year) values (:affiliate, :year) on conflict do"
                        + " nothing")
                .bind("affiliate", affiliate)
                .bind("year", year)
                .execute();
        return handle.createQuery("update receipt_series set last_number = last_number + :count"
                                + " where affiliate_id = :affiliate and year = :year returning last_number")
                        .bind("affiliate", affiliate)
                        .bind("year", year)
                        .bind("count", count)
                        .mapTo(Integer.class)
                        .one()
                - count
                + 1;
    }

    private byte[][] print(List<ReceiptDocument> documents) {
        byte[][] pages = new byte[documents.size()][];
        Executor threads = executor == null ? managed : executor;
        CompletableFuture<?>[] parts = new CompletableFuture<?>[Math.min(THREADS, pages.length)];
        for (int part = 0; part < parts.length; part++) {
            int first = part;
            parts[part] = CompletableFuture.runAsync(
                    () -> {
                        for (int i = first; i < pages.length; i += parts.length) {
                            pages[i] = printer.print(documents.get(i));
                        }
                    },
                    threads);
        }
        CompletableFuture.allOf(parts).join();
        return pages;
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    /** Also a receipt that was voided counts: whoever voids it decides whether another follows. */
    private static final String DUE =
            """
            g.status = 'RECEIVED' and btrim(d.email) <> '' and not exists (select 1 from receipt r where r.gift_id = g.id)
            """;

    private static final String RECEIPT =
            """
            insert into receipt (affiliate_id, year, serial, number, gift_id, donor_id, amount_minor, currency, language,
                issued_on, issued_at, sha256)
            values (:affiliate, :year, :serial, :number, :gift, :donor, :amount, :currency, :language, :date, :now, :sha256)
            """;
}
