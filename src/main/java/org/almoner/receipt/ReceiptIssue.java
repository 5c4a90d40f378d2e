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
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.almoner.database.Rejection;
import org.almoner.mail.Mailbox;
import org.almoner.mail.Outbox;
import org.almoner.time.Calendar;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jdbi.v3.core.Handle;

/**
 * Issues receipts. A number, its page and its letter come into being in one transaction that holds the series' row, so
 * that a series is 1, 2, 3 … without a gap whatever is rolled back or runs beside it. A series is an issuer with its
 * regime and prefix, and the year of the close; its numbers look like {@code ALM-2026-000001}.
 */
@ApplicationScoped
public class ReceiptIssue {

    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    @Resource
    private ManagedExecutorService managed;

    private final ReceiptPrinter printer = new ReceiptPrinter();
    private Calendar calendar;
    private Outbox outbox;
    private ReceiptCodes codes;
    private String host;
    private Executor executor;

    protected ReceiptIssue() {}

    @Inject
    ReceiptIssue(
            Calendar calendar,
            Outbox outbox,
            ReceiptCodes codes,
            @ConfigProperty(name = "almoner.mail.from", defaultValue = "almoner@localhost") String from) {
        this(calendar, outbox, codes, Mailbox.parse(from), null);
    }

    /** Issues receipts that carry no address to check them. */
    ReceiptIssue(Calendar calendar, Outbox outbox, Mailbox from, Executor executor) {
        this(calendar, outbox, new ReceiptCodes(""), from, executor);
    }

    ReceiptIssue(Calendar calendar, Outbox outbox, ReceiptCodes codes, Mailbox from, Executor executor) {
        this.calendar = calendar;
        this.outbox = outbox;
        this.codes = codes;
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
     * Issues receipts for those of these gifts that are still due one, and queues their letters. A gift that cannot get the
     * right receipt waits in a list with what is missing, and is looked at again whenever receipts are issued.
     *
     * @param handle inside a transaction
     * @param date the day of issue, in the organisation's zone; its year is that of the series
     * @return how many were issued
     */
    public int issue(Handle handle, LocalDate date, Collection<Long> gifts) {
        Thresholds thresholds = Thresholds.read(handle);
        Map<Long, List<Lack>> waiting = new TreeMap<>();
        Map<String, List<GiftToReceipt>> bySeries = new TreeMap<>();
        for (GiftToReceipt gift :
                GiftToReceipt.read(handle, calendar, date, DUE + " and g.id = any(:ids)", gifts.toArray())) {
            List<Lack> lacks = Lack.of(gift.document("0", date, null, thresholds), thresholds);
            if (lacks.isEmpty()) {
                bySeries.computeIfAbsent(gift.issuing().prefix(), prefix -> new ArrayList<>())
                        .add(gift);
            } else {
                waiting.put(gift.gift(), lacks);
            }
        }
        int issued = 0;
        // in the order of their prefixes, so that two who issue at once wait for each other and never in a ring
        for (List<GiftToReceipt> series : bySeries.values()) {
            issueSeries(handle, date, series, thresholds, null);
            issued += series.size();
        }
        await(handle, waiting);
        return issued;
    }

    /**
     * Issues the receipt that cancels and replaces another, for what remains of the gift.
     *
     * @param replaced a receipt of this gift that counts no more
     * @return its number
     * @throws Rejection if something is missing for the right one
     */
    String replace(Handle handle, LocalDate date, long gift, long replaced, String number) {
        Thresholds thresholds = Thresholds.read(handle);
        List<GiftToReceipt> gifts = GiftToReceipt.read(handle, calendar, date, "g.id = any(:ids)", gift);
        List<Lack> lacks = Lack.of(gifts.get(0).document("0", date, number, thresholds), thresholds);
        if (!lacks.isEmpty()) {
            throw Rejection.invalid("number", "the new receipt cannot be issued for what is missing: " + lacks);
        }
        return issueSeries(handle, date, gifts, thresholds, new Replaced(replaced, number))
                .number(0);
    }

    /** The page that would be issued for a gift now, with no number taken and nothing kept; or what is missing for it. */
    Trial trial(Handle handle, LocalDate date, long gift) {
        Thresholds thresholds = Thresholds.read(handle);
        GiftToReceipt known = GiftToReceipt.read(handle, calendar, date, "g.id = any(:ids)", gift)
                .get(0);
        String number = String.format(Locale.ROOT, "%s-%d-%06d", known.issuing().prefix(), date.getYear(), 0);
        ReceiptDocument document = known.document(number, date, null, thresholds);
        List<Lack> lacks = Lack.of(document, thresholds);
        return lacks.isEmpty()
                ? new Trial(
                        Stamp.TEST.on(
                                printer.print(document, codes.read(handle).address(number)),
                                document.language().toLanguageTag()),
                        lacks)
                : new Trial(null, lacks);
    }

    /** A page that took no number, or what is missing for it. */
    record Trial(byte[] pdf, List<Lack> missing) {}

    /** A receipt that counts no more. */
    private record Replaced(long id, String number) {}

    private void await(Handle handle, Map<Long, List<Lack>> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        var batch = handle.prepareBatch(WAIT);
        waiting.forEach((gift, lacks) -> batch.bind("gift", gift)
                .bindArray(
                        "missing", String.class, lacks.stream().map(Enum::name).toArray())
                .bind("now", calendar.now())
                .add());
        batch.execute();
    }

    private Series issueSeries(
            Handle handle, LocalDate date, List<GiftToReceipt> gifts, Thresholds thresholds, Replaced replaced) {
        Issuing issuing = gifts.get(0).issuing();
        Series series = take(handle, issuing, date.getYear(), gifts.size());
        List<ReceiptDocument> documents = new ArrayList<>();
        for (int i = 0; i < gifts.size(); i++) {
            documents.add(gifts.get(i)
                    .document(series.number(i), date, replaced == null ? null : replaced.number(), thresholds));
        }
        byte[][] pages = print(documents, codes.read(handle));
        Instant now = calendar.now();
        var receipts = handle.prepareBatch(RECEIPT);
        for (int i = 0; i < gifts.size(); i++) {
            GiftToReceipt gift = gifts.get(i);
            ReceiptDocument document = documents.get(i);
            receipts.bind("affiliate", gift.affiliate())
                    .bind("series", series.id())
                    .bind("serial", series.first() + i)
                    .bind("number", document.number())
                    .bind("gift", gift.gift())
                    .bind("donor", gift.donor())
                    .bind("amount", document.gift().amount().minor())
                    .bind("currency", document.gift().amount().currency())
                    .bind("language", document.language().toLanguageTag())
                    .bind("date", date)
                    .bind("now", now)
                    .bind("sha256", sha256(pages[i]))
                    .bind("facts", ReceiptFacts.of(document))
                    .bind("replaces", replaced == null ? null : replaced.id())
                    .bindArray("templates", Long.class, (Object[]) gift.templates())
                    .add();
        }
        List<Long> ids = receipts.executePreparedBatch("id").mapTo(Long.class).list();
        List<Outbox.Order> letters = new ArrayList<>();
        var pdfs = handle.prepareBatch("insert into receipt_pdf (receipt_id, bytes) values (:id, :bytes)");
        for (int i = 0; i < gifts.size(); i++) {
            GiftToReceipt gift = gifts.get(i);
            pdfs.bind("id", ids.get(i)).bind("bytes", pages[i]).add();
            if (gift.email() != null && !gift.email().isBlank()) {
                letters.add(new Outbox.Order(
                        Outbox.RECEIPT,
                        "receipt:" + documents.get(i).number(),
                        ids.get(i),
                        gift.donor(),
                        gift.email().strip(),
                        gift.language().toLanguageTag(),
                        host));
            }
        }
        pdfs.execute();
        outbox.queue(handle, letters);
        handle.createUpdate("delete from receipt_waiting where gift_id = any(:ids)")
                .bindArray(
                        "ids",
                        Long.class,
                        gifts.stream().map(GiftToReceipt::gift).toArray())
                .execute();
        return series;
    }

    /** Numbers taken from a series, from the first on. */
    private record Series(long id, String prefix, int year, int first) {
        String number(int place) {
            return String.format(Locale.ROOT, "%s-%d-%06d", prefix, year, first + place);
        }
    }

    /**
     * Takes the next numbers of a series; whoever else wants some waits until this transaction ends.
     *
     * @throws IllegalStateException if the prefix has numbers of another issuer or regime this year
     */
    private static Series take(Handle handle, Issuing issuing, int year, int count) {
        handle.createUpdate("insert into receipt_series (prefix, year, legal_entity_id, regime)"
                        + " values (:prefix, :year, :entity, :regime) on conflict do nothing")
                .bind("prefix", issuing.prefix())
                .bind("year", year)
                .bind("entity", issuing.entity())
                .bind("regime", issuing.regime())
                .execute();
        // an affiliate that moved to another legal entity goes on with the plain series it has
        return handle.createQuery("update receipt_series set last_number = last_number + :count"
                        + " where prefix = :prefix and year = :year and regime = :regime"
                        + " and (legal_entity_id = :entity or regime = 'PLAIN') returning id, last_number")
                .bind("count", count)
                .bind("prefix", issuing.prefix())
                .bind("year", year)
                .bind("regime", issuing.regime())
                .bind("entity", issuing.entity())
                .map((row, context) ->
                        new Series(row.getLong("id"), issuing.prefix(), year, row.getInt("last_number") - count + 1))
                .findOne()
                .orElseThrow(() -> new IllegalStateException("the receipts " + issuing.prefix() + "-" + year
                        + " are another issuer's or regime's; choose another prefix"));
    }

    private byte[][] print(List<ReceiptDocument> documents, ReceiptCodes.Codes addresses) {
        byte[][] pages = new byte[documents.size()][];
        Executor threads = executor == null ? managed : executor;
        CompletableFuture<?>[] parts = new CompletableFuture<?>[Math.min(THREADS, pages.length)];
        for (int part = 0; part < parts.length; part++) {
            int first = part;
            parts[part] = CompletableFuture.runAsync(
                    () -> {
                        for (int i = first; i < pages.length; i += parts.length) {
                            ReceiptDocument document = documents.get(i);
                            pages[i] = printer.print(document, addresses.address(document.number()));
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
    static final String DUE =
            """
            g.status = 'RECEIVED' and btrim(d.email) <> '' and not exists (select 1 from receipt r where r.gift_id = g.id)
            """;

    private static final String RECEIPT =
            """
            insert into receipt (affiliate_id, series_id, serial, number, gift_id, donor_id, amount_minor, currency, language,
                issued_on, issued_at, sha256, facts, replaces_id, template_ids)
            values (:affiliate, :series, :serial, :number, :gift, :donor, :amount, :currency, :language, :date, :now, :sha256,
                :facts::jsonb, :replaces, :templates)
            """;

    private static final String WAIT =
            """
            insert into receipt_waiting as w (gift_id, missing, since, seen) values (:gift, :missing, :now, :now)
            on conflict (gift_id) do update set missing = excluded.missing, seen = excluded.seen,
                since = case when w.missing = excluded.missing then w.since else excluded.since end
            """;
}
