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

    /** So many pages are kept at once. */
    private static final int SLICE = 25;

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

    /** How many gifts are due a receipt in the nightly close. */
    public long due(Handle handle) {
        return handle.createQuery("select count(*) from " + Due.FROM + " where " + Due.NIGHTLY)
                .mapTo(Long.class)
                .one();
    }

    /** The next gifts that are due a receipt in the nightly close, after an id. */
    public List<Long> due(Handle handle, long after, int most) {
        return handle.createQuery("select g.id from " + Due.FROM + " where " + Due.NIGHTLY
                        + " and g.id > :after order by g.id limit :most")
                .bind("after", after)
                .bind("most", most)
                .mapTo(Long.class)
                .list();
    }

    /** The next gifts that are due a receipt at once, received in a span of time. */
    List<Long> dueAtOnce(Handle handle, Instant from, Instant to, int most) {
        return handle.createQuery(
                        "select g.id from " + Due.FROM + " where " + Due.AT_ONCE + " order by g.id limit :most")
                .bind("from", from)
                .bind("to", to)
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
        return issue(
                handle,
                date,
                GiftToReceipt.read(handle, calendar, date, Due.NIGHTLY, Map.of(), gifts).stream()
                        .map(Paper::of)
                        .toList());
    }

    /**
     * Issues one receipt for each donor, issuer and currency among those of these gifts that are still due one of their
     * year; those in kind get their own.
     *
     * @param handle inside a transaction
     * @param date the day of issue, in the organisation's zone
     * @return how many were issued
     */
    int issueYear(Handle handle, LocalDate date, int year, Collection<Long> gifts) {
        Thresholds thresholds = Thresholds.read(handle);
        Map<Long, List<Lack>> waiting = new TreeMap<>();
        List<GiftToReceipt> whole = new ArrayList<>();
        for (GiftToReceipt gift :
                GiftToReceipt.read(handle, calendar, date, Due.YEARLY, YearlyStatements.span(calendar, year), gifts)) {
            List<Lack> lacks = Paper.of(gift).missing(date, thresholds);
            if (lacks.isEmpty()) {
                whole.add(gift);
            } else {
                waiting.put(gift.gift(), lacks);
            }
        }
        await(handle, waiting);
        return issue(handle, date, Paper.collect(whole, year));
    }

    /**
     * Issues a receipt for one gift, whatever the issuer's custom and the donor's wish.
     *
     * @return its number
     * @throws Rejection if something is missing for the right one
     */
    String issueOne(Handle handle, LocalDate date, long gift) {
        return issueAnyway(handle, date, Paper.of(read(handle, date, gift)), null);
    }

    /**
     * Issues the receipt that cancels and replaces another, for what remains of its gifts.
     *
     * @param gifts those of a receipt that counts no more
     * @param year that it sums up, or null
     * @return the new number
     * @throws Rejection if something is missing for the right one
     */
    String replace(Handle handle, LocalDate date, Collection<Long> gifts, Integer year, long replaced, String number) {
        List<GiftToReceipt> left =
                Paper.byDay(GiftToReceipt.read(handle, calendar, date, Due.LEFT + " > 0", Map.of(), gifts));
        List<Long> gone = new ArrayList<>(gifts);
        left.forEach(gift -> gone.remove(gift.gift()));
        return issueAnyway(handle, date, new Paper(left, year, gone), new Replaced(replaced, number));
    }

    private String issueAnyway(Handle handle, LocalDate date, Paper paper, Replaced replaced) {
        Thresholds thresholds = Thresholds.read(handle);
        List<Lack> lacks = paper.missing(date, thresholds);
        if (!lacks.isEmpty()) {
            throw Rejection.invalid(
                    replaced == null ? "gift" : "number", "the receipt cannot be issued for what is missing: " + lacks);
        }
        return issueSeries(handle, date, List.of(paper), thresholds, replaced).at(0);
    }

    /** The page that would be issued for a gift now, with no number taken and nothing kept; or what is missing for it. */
    Trial trial(Handle handle, LocalDate date, long gift) {
        Thresholds thresholds = Thresholds.read(handle);
        Paper paper = Paper.of(read(handle, date, gift));
        String number = Numbers.written(paper.issuing().prefix(), date.getYear(), 0);
        ReceiptDocument document = paper.document(number, date, null, thresholds);
        List<Lack> lacks = Lack.of(document, thresholds);
        return lacks.isEmpty()
                ? new Trial(
                        Stamp.TEST.on(
                                printer.print(document, codes.read(handle).address(number)),
                                document.language().toLanguageTag()),
                        lacks)
                : new Trial(null, lacks);
    }

    private GiftToReceipt read(Handle handle, LocalDate date, long gift) {
        return GiftToReceipt.read(handle, calendar, date, "true", Map.of(), List.of(gift))
                .get(0);
    }

    /** A page that took no number, or what is missing for it. */
    record Trial(byte[] pdf, List<Lack> missing) {}

    /** A receipt that counts no more. */
    private record Replaced(long id, String number) {}

    private int issue(Handle handle, LocalDate date, List<Paper> papers) {
        Thresholds thresholds = Thresholds.read(handle);
        Map<Long, List<Lack>> waiting = new TreeMap<>();
        Map<String, List<Paper>> bySeries = new TreeMap<>();
        for (Paper paper : papers) {
            List<Lack> lacks = paper.missing(date, thresholds);
            if (lacks.isEmpty()) {
                bySeries.computeIfAbsent(paper.issuing().prefix(), prefix -> new ArrayList<>())
                        .add(paper);
            } else {
                paper.gifts().forEach(gift -> waiting.put(gift.gift(), lacks));
            }
        }
        int issued = 0;
        // in the order of their prefixes, so that two who issue at once wait for each other and never in a ring
        for (List<Paper> series : bySeries.values()) {
            issueSeries(handle, date, series, thresholds, null);
            issued += series.size();
        }
        await(handle, waiting);
        return issued;
    }

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

    private Numbers issueSeries(
            Handle handle, LocalDate date, List<Paper> papers, Thresholds thresholds, Replaced replaced) {
        Numbers numbers = Numbers.take(handle, papers.get(0).issuing(), date.getYear(), papers.size());
        List<ReceiptDocument> documents = new ArrayList<>();
        for (int i = 0; i < papers.size(); i++) {
            documents.add(papers.get(i)
                    .document(numbers.at(i), date, replaced == null ? null : replaced.number(), thresholds));
        }
        List<CompletableFuture<byte[]>> pages =
                printer.print(documents, codes.read(handle)::address, executor == null ? managed : executor);
        List<Long> ids = new ArrayList<>();
        // the database takes the first pages while the next ones are printed
        for (int from = 0; from < papers.size(); from += SLICE) {
            int to = Math.min(from + SLICE, papers.size());
            List<byte[]> printed = pages.subList(from, to).stream()
                    .map(CompletableFuture::join)
                    .toList();
            ids.addAll(keep(handle, numbers, date, from, papers.subList(from, to), documents, printed, replaced));
        }
        stand(handle, ids, papers);
        deliver(handle, ids, papers, documents);
        handle.createUpdate("delete from receipt_waiting where gift_id = any(:ids)")
                .bindArray(
                        "ids",
                        Long.class,
                        papers.stream()
                                .flatMap(paper -> paper.gifts().stream())
                                .map(GiftToReceipt::gift)
                                .toArray())
                .execute();
        return numbers;
    }

    private List<Long> keep(
            Handle handle,
            Numbers numbers,
            LocalDate date,
            int from,
            List<Paper> papers,
            List<ReceiptDocument> documents,
            List<byte[]> pages,
            Replaced replaced) {
        Instant now = calendar.now();
        var receipts = handle.prepareBatch(RECEIPT);
        for (int i = 0; i < papers.size(); i++) {
            Paper paper = papers.get(i);
            ReceiptDocument document = documents.get(from + i);
            receipts.bind("affiliate", paper.first().affiliate())
                    .bind("series", numbers.id())
                    .bind("serial", numbers.first() + from + i)
                    .bind("number", document.number())
                    .bind("gift", paper.year() == null ? paper.first().gift() : null)
                    .bind("year", paper.year())
                    .bind("donor", paper.first().donor())
                    .bind("amount", document.gift().amount().minor())
                    .bind("currency", document.gift().amount().currency())
                    .bind("language", document.language().toLanguageTag())
                    .bind("date", date)
                    .bind("now", now)
                    .bind("sha256", sha256(pages.get(i)))
                    .bind("facts", ReceiptFacts.of(document))
                    .bind("replaces", replaced == null ? null : replaced.id())
                    .bindArray("templates", Long.class, (Object[]) paper.templates())
                    .add();
        }
        List<Long> ids = receipts.executePreparedBatch("id").mapTo(Long.class).list();
        var pdfs = handle.prepareBatch("insert into receipt_pdf (receipt_id, bytes) values (:id, :bytes)");
        for (int i = 0; i < papers.size(); i++) {
            pdfs.bind("id", ids.get(i)).bind("bytes", pages.get(i)).add();
        }
        pdfs.execute();
        return ids;
    }

    /** Which gifts the receipts for several are about; of those for one the database knows it. */
    private static void stand(Handle handle, List<Long> ids, List<Paper> papers) {
        var batch = handle.prepareBatch("insert into receipted_gift values (:receipt, :gift, :amount, true)");
        for (int i = 0; i < papers.size(); i++) {
            if (papers.get(i).year() != null) {
                for (GiftToReceipt gift : papers.get(i).gifts()) {
                    batch.bind("receipt", ids.get(i))
                            .bind("gift", gift.gift())
                            .bind("amount", gift.giftAsPrinted().amount().minor())
                            .add();
                }
                for (long gone : papers.get(i).gone()) {
                    batch.bind("receipt", ids.get(i))
                            .bind("gift", gone)
                            .bind("amount", 0L)
                            .add();
                }
            }
        }
        if (batch.size() > 0) {
            batch.execute();
        }
    }

    private void deliver(Handle handle, List<Long> ids, List<Paper> papers, List<ReceiptDocument> documents) {
        List<Outbox.Order> letters = new ArrayList<>();
        List<Long> signed = new ArrayList<>();
        List<Long> asked = new ArrayList<>();
        List<Long> posted = new ArrayList<>();
        for (int i = 0; i < papers.size(); i++) {
            Paper paper = papers.get(i);
            if (paper.mailedTo() == null) {
                (paper.byHand() ? signed : paper.first().paper() ? asked : posted).add(ids.get(i));
            } else {
                letters.add(new Outbox.Order(
                        Outbox.RECEIPT,
                        "receipt:" + documents.get(i).number(),
                        ids.get(i),
                        paper.first().donor(),
                        paper.mailedTo(),
                        paper.language().toLanguageTag(),
                        host));
            }
        }
        outbox.queue(handle, letters);
        PrintQueue.put(handle, signed, PrintQueue.Reason.SIGNATURE, calendar.now());
        PrintQueue.put(handle, asked, PrintQueue.Reason.ASKED, calendar.now());
        PrintQueue.put(handle, posted, PrintQueue.Reason.NO_EMAIL, calendar.now());
    }

    private static byte[] sha256(byte[] bytes) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(bytes);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }

    private static final String RECEIPT =
            """
            insert into receipt (affiliate_id, series_id, serial, number, gift_id, of_year, donor_id, amount_minor, currency,
                language, issued_on, issued_at, sha256, facts, replaces_id, template_ids)
            values (:affiliate, :series, :serial, :number, :gift, :year, :donor, :amount, :currency, :language, :date, :now,
                :sha256, :facts::jsonb, :replaces, :templates)
            """;

    private static final String WAIT =
            """
            insert into receipt_waiting as w (gift_id, missing, since, seen) values (:gift, :missing, :now, :now)
            on conflict (gift_id) do update set missing = excluded.missing, seen = excluded.seen,
                since = case when w.missing = excluded.missing then w.since else excluded.since end
            """;
}
