package org.almoner.giftaid;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.almoner.database.Rejection;
import org.almoner.database.Transactions;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;
import org.jdbi.v3.core.Jdbi;

/**
 * A claim as files: HMRC's schedule to be pasted into its spreadsheet, as CSV and XLSX, and the R68 for software that sends
 * it. Each is written from the claim's lines whenever it is asked for; the same lines give the same bytes.
 */
@ApplicationScoped
public class ClaimFiles {

    /** How a claim is written. */
    public enum Format {
        CSV("text/csv;charset=UTF-8"),
        XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        XML("application/xml");

        private final String mediaType;

        Format(String mediaType) {
            this.mediaType = mediaType;
        }

        public String mediaType() {
            return mediaType;
        }
    }

    /** What HMRC asks beside the schedule. */
    public record Boxes(LocalDate earliest, LocalDate latest, Map<Integer, Long> small) {}

    /** The columns of HMRC's schedule in their order. */
    private static final String[] COLUMNS = {
        "Item",
        "Title",
        "First name or initial",
        "Last name",
        "House name or number",
        "Postcode",
        "Aggregated donations",
        "Sponsored event",
        "Donation date",
        "Amount"
    };

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("dd/MM/uu");
    private static final int PAGE = 5_000;

    private Jdbi jdbi;
    private Transactions transactions;

    protected ClaimFiles() {}

    @Inject
    public ClaimFiles(Jdbi jdbi, Transactions transactions) {
        this.jdbi = jdbi;
        this.transactions = transactions;
    }

    /** The name of a file, without blanks. */
    public String name(Claim claim, Format format) {
        return "gift-aid-" + claim.entity() + "-" + claim.number() + "."
                + format.name().toLowerCase(Locale.ROOT);
    }

    /** What is missing for a file, in words; empty where it can be written. */
    public List<String> missing(Claim claim, Format format) {
        if (claim.empty()) {
            return List.of("the claim has no gifts");
        }
        if (format != Format.XML) {
            return claim.gifts().lines() == 0
                    ? List.of("the claim has only small gifts, which have no schedule")
                    : List.of();
        }
        CharitySetting charity = charity(claim);
        List<String> missing = new ArrayList<>();
        need(missing, charity.hmrcReference(), "the HMRC charity reference (Receipts, Issuers, Tax number)");
        need(missing, charity.values().officialFirst(), "the first name of the authorised official");
        need(missing, charity.values().officialLast(), "the last name of the authorised official");
        need(missing, charity.values().officialPostcode(), "the postcode of the authorised official");
        need(missing, charity.values().officialPhone(), "the telephone number of the authorised official");
        return missing;
    }

    /**
     * Writes a file; {@code out} stays open.
     *
     * @throws Rejection if something is missing for it
     * @throws IOException when {@code out} does not take it
     */
    public void write(Claim claim, Format format, OutputStream out) throws IOException {
        List<String> missing = missing(claim, format);
        if (!missing.isEmpty()) {
            throw Rejection.duplicate("format", "for this file is missing: " + String.join("; ", missing));
        }
        switch (format) {
            case CSV -> csv(claim, out);
            case XLSX -> xlsx(claim, out);
            case XML -> {
                Boxes boxes = boxes(claim.id());
                new R68(
                                new R68.Facts(charity(claim), claim, boxes.latest(), boxes.earliest(), boxes.small()),
                                taker -> rows(claim, taker))
                        .write(out);
            }
        }
    }

    /** What HMRC's form asks beside the schedule: the days of its gifts, and small gifts by the end of their tax year. */
    public Boxes boxes(long claim) {
        return jdbi.withHandle(handle -> {
            Map<Integer, Long> small = new TreeMap<>();
            handle.createQuery("select extract(year from tax_year)::integer as year, sum(amount_minor)::bigint as minor"
                            + " from gift_aid_line where claim_id = ? and kind = 'SMALL' group by tax_year")
                    .bind(0, claim)
                    .map((row, context) -> small.put(row.getInt("year"), row.getLong("minor")))
                    .list();
            return handle.createQuery("select min(received_on) filter (where kind = 'GIFT') as earliest,"
                            + " max(received_on) filter (where kind in ('GIFT', 'SMALL')) as latest"
                            + " from gift_aid_line where claim_id = ?")
                    .bind(0, claim)
                    .map((row, context) -> new Boxes(
                            row.getObject("earliest", LocalDate.class),
                            row.getObject("latest", LocalDate.class),
                            small))
                    .one();
        });
    }

    private void csv(Claim claim, OutputStream out) throws IOException {
        var csv = new CSVPrinter(new OutputStreamWriter(out, StandardCharsets.UTF_8), CSVFormat.RFC4180);
        csv.printRecord((Object[]) COLUMNS);
        int[] item = new int[1];
        rows(
                claim,
                row -> csv.printRecord(
                        ++item[0],
                        row.title(),
                        row.firstName(),
                        row.lastName(),
                        row.house(),
                        postcode(row),
                        row.aggregated(),
                        null,
                        row.day().format(DAY),
                        R68.pounds(row.pence())));
        csv.flush();
    }

    /** Texts are typed as texts, so that no program reads a formula or a date of its own into them. */
    private void xlsx(Claim claim, OutputStream out) throws IOException {
        try (var book = new Workbook(out, "Almoner", "1.0")) {
            var sheet = book.newWorksheet("Schedule");
            for (int column = 0; column < COLUMNS.length; column++) {
                sheet.value(0, column, COLUMNS[column]);
            }
            sheet.range(0, 0, 0, COLUMNS.length - 1).style().bold().set();
            sheet.freezePane(0, 1);
            int[] at = new int[1];
            rows(claim, row -> {
                int line = ++at[0];
                sheet.value(line, 0, line);
                text(sheet, line, 1, row.title());
                text(sheet, line, 2, row.firstName());
                text(sheet, line, 3, row.lastName());
                text(sheet, line, 4, row.house());
                text(sheet, line, 5, postcode(row));
                text(sheet, line, 6, row.aggregated());
                sheet.value(line, 8, row.day().format(DAY));
                sheet.value(line, 9, new BigDecimal(R68.pounds(row.pence())));
                sheet.style(line, 9).format("0.00").set();
                if (line % PAGE == 0) {
                    sheet.flush();
                }
            });
            var boxes = book.newWorksheet("Boxes");
            Boxes asked = boxes(claim.id());
            boxes.value(0, 0, "Earliest donation date");
            boxes.value(0, 1, asked.earliest().format(DAY));
            boxes.value(1, 0, "Previously over-claimed amount");
            if (claim.giftsBack().lines() > 0) {
                boxes.value(1, 1, claim.giftsBack().tax().toDecimal());
                boxes.style(1, 1).format("0.00").set();
            }
        }
    }

    private static void text(Worksheet sheet, int line, int column, String text) {
        if (text != null) {
            sheet.value(line, column, text);
        }
    }

    /** HMRC's sign for whoever lives elsewhere. */
    private static String postcode(ScheduleRow row) {
        return row.overseas() ? "X" : row.postcode();
    }

    private void rows(Claim claim, ScheduleRows.Taker taker) throws IOException {
        boolean aggregate = charity(claim).values().aggregate();
        var rows = new ScheduleRows(
                taker,
                aggregate ? figure("AGGREGATE_BELOW", claim.until()) : 0,
                figure("AGGREGATE_LINE", claim.until()));
        try {
            // a cursor lives in a transaction
            transactions.inNew(handle -> {
                ClaimQueries.lines(handle, claim.id(), ClaimLine.Kind.GIFT, 0, null)
                        .setFetchSize(PAGE)
                        .map((row, context) -> ClaimQueries.line(row))
                        .useIterator(lines -> {
                            while (lines.hasNext()) {
                                add(rows, lines.next());
                            }
                        });
                return null;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        rows.end();
    }

    private static void add(ScheduleRows rows, ClaimLine line) {
        try {
            rows.add(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long figure(String rule, LocalDate day) {
        return jdbi.withHandle(handle -> Declarations.figure(handle, rule, day));
    }

    private CharitySetting charity(Claim claim) {
        return jdbi.withHandle(handle -> CharitySettings.find(handle, claim.entity()))
                .orElseThrow(() -> Rejection.invalid(
                        "entity",
                        "it issues no receipts of the United Kingdom any more; choose that regime under Issuers"));
    }

    private static void need(List<String> missing, String value, String what) {
        if (value == null || value.isBlank()) {
            missing.add(what);
        }
    }
}
