package org.almoner.receipt;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.almoner.database.Transactions;
import org.almoner.money.Money;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;

/** The register: every series, and every number of one, issued, void or replaced; none may be missing. */
@ApplicationScoped
public class ReceiptSeriesQueries {

    static final String[] COLUMNS = {
        "section",
        "number",
        "serial",
        "status",
        "regime",
        "issuer",
        "issued_on",
        "gift",
        "donor",
        "currency",
        "amount",
        "amount_minor",
        "count",
        "replaces",
        "replaced_by",
        "void_reason",
        "voided_by",
        "voided_at",
        "sha256"
    };

    private static final int FETCH = 500;

    private Jdbi jdbi;
    private Transactions transactions;

    protected ReceiptSeriesQueries() {}

    @Inject
    public ReceiptSeriesQueries(Jdbi jdbi, Transactions transactions) {
        this.jdbi = jdbi;
        this.transactions = transactions;
    }

    /** All series of a year, or of all years where it is null; the newest year first, then by prefix. */
    public List<ReceiptSeries> all(Integer year) {
        return jdbi.withHandle(handle -> select(handle, year, null));
    }

    /** The series whose numbers begin with a name such as {@code ALM-2026}. */
    public Optional<ReceiptSeries> find(String name) {
        return jdbi.withHandle(handle -> select(handle, null, name)).stream().findFirst();
    }

    /**
     * Writes a series as an RFC 4180 file, UTF-8: first its totals by state and currency ({@code section} is
     * {@code summary}), then a line for each number from 1 to the last ({@code receipt}), so that a missing one would
     * show. A text that a spreadsheet would take for a formula is preceded by an apostrophe.
     *
     * @throws IOException when {@code out} does not take it
     */
    public void csv(ReceiptSeries series, OutputStream out) throws IOException {
        var csv = new CSVPrinter(
                new BufferedWriter(new OutputStreamWriter(out, StandardCharsets.UTF_8)),
                CSVFormat.RFC4180.builder().setHeader(COLUMNS).get());
        for (String state : List.of("ISSUED", "VOID", "REPLACED")) {
            summary(csv, series, state);
        }
        csv.printRecord(
                "summary",
                null,
                null,
                "MISSING",
                series.regime(),
                cell(series.issuer()),
                null,
                null,
                null,
                null,
                null,
                null,
                series.missing(),
                null,
                null,
                null,
                null,
                null,
                null);
        List<IOException> broken = new ArrayList<>();
        // a cursor lives in a transaction
        transactions.inNew(handle -> {
            handle.createQuery(LINES)
                    .bind("series", series.id())
                    .bind("last", series.last())
                    .setFetchSize(FETCH)
                    .map((row, context) -> line(series, row))
                    .useIterator(lines -> {
                        try {
                            while (lines.hasNext()) {
                                csv.printRecord(lines.next());
                            }
                        } catch (IOException e) {
                            broken.add(e);
                        }
                    });
            return null;
        });
        if (!broken.isEmpty()) {
            throw broken.get(0);
        }
        csv.flush();
    }

    private static void summary(CSVPrinter csv, ReceiptSeries series, String state) throws IOException {
        var total = series.in(state);
        Map<String, Long> sums = total.minor().isEmpty() ? Map.of("", 0L) : total.minor();
        for (var sum : sums.entrySet()) {
            boolean none = sum.getKey().isEmpty();
            csv.printRecord(
                    "summary",
                    null,
                    null,
                    state,
                    series.regime(),
                    cell(series.issuer()),
                    null,
                    null,
                    null,
                    none ? null : sum.getKey(),
                    none ? null : decimal(sum.getValue(), sum.getKey()),
                    none ? null : sum.getValue(),
                    total.count(),
                    null,
                    null,
                    null,
                    null,
                    null,
                    null);
        }
    }

    private static Object[] line(ReceiptSeries series, ResultSet row) throws SQLException {
        String currency = row.getString("currency");
        long minor = row.getLong("amount_minor");
        var voided = row.getTimestamp("voided_at");
        return new Object[] {
            "receipt",
            row.getString("number"),
            row.getInt("n"),
            currency == null ? "MISSING" : row.getString("status"),
            series.regime(),
            cell(series.issuer()),
            row.getString("issued_on"),
            cell(row.getString("reference")),
            cell(row.getString("donor")),
            currency,
            currency == null ? null : decimal(minor, currency),
            currency == null ? null : minor,
            1,
            row.getString("replaces"),
            row.getString("replaced_by"),
            cell(row.getString("void_reason")),
            cell(row.getString("voided_by")),
            voided == null ? null : voided.toInstant(),
            row.getString("digest")
        };
    }

    private static String decimal(long minor, String currency) {
        return new Money(minor, currency).toDecimal().toPlainString();
    }

    private static String cell(String text) {
        return text != null && !text.isEmpty() && "=+-@\t\r'".indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }

    private static List<ReceiptSeries> select(Handle handle, Integer year, String name) {
        Map<Long, ReceiptSeries> found = new LinkedHashMap<>();
        handle.createQuery(SERIES)
                .bind("year", year)
                .bind("name", name)
                .map((row, context) -> {
                    var series = found.computeIfAbsent(row.getLong("id"), id -> series(row));
                    if (row.getString("status") != null) {
                        series.states()
                                .merge(
                                        row.getString("status"),
                                        new ReceiptSeries.Total(0, Map.of())
                                                .plus(
                                                        row.getLong("count"),
                                                        row.getString("currency"),
                                                        row.getLong("minor")),
                                        (known, more) -> known.plus(
                                                more.count(),
                                                more.minor().keySet().iterator().next(),
                                                more.minor().values().iterator().next()));
                    }
                    return series;
                })
                .list();
        return new ArrayList<>(found.values());
    }

    private static ReceiptSeries series(ResultSet row) {
        try {
            return new ReceiptSeries(
                    row.getLong("id"),
                    row.getString("issuer"),
                    Regime.valueOf(row.getString("regime")),
                    row.getString("prefix"),
                    row.getInt("year"),
                    row.getInt("last_number"),
                    new TreeMap<>());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private static final String SERIES =
            """
            select s.id, e.name as issuer, s.regime, s.prefix, s.year, s.last_number, t.status, t.currency, t.count, t.minor
            from receipt_series s
            join legal_entity e on e.id = s.legal_entity_id
            left join lateral (select r.status, r.currency, count(*) as count, sum(r.amount_minor) as minor
                               from receipt r where r.series_id = s.id and r.serial between 1 and s.last_number
                               group by r.status, r.currency) t on true
            where (:year::int is null or s.year = :year::int) and (:name::text is null or s.prefix || '-' || s.year = :name::text)
            order by s.year desc, s.prefix, t.status, t.currency
            """;

    private static final String LINES =
            """
            select n, r.number, r.status, r.issued_on,
                   coalesce(g.reference, 'gifts of ' || r.of_year) as reference, coalesce(r.facts #>> '{donor,name}', d.name) as donor,
                   r.currency, r.amount_minor, o.number as replaces, x.number as replaced_by, r.void_reason, r.voided_by,
                   r.voided_at, encode(r.sha256, 'hex') as digest
            from generate_series(1, :last) n
            left join receipt r on r.series_id = :series and r.serial = n
            left join gift g on g.id = r.gift_id
            left join donor d on d.id = r.donor_id
            left join receipt o on o.id = r.replaces_id
            left join receipt x on x.replaces_id = r.id
            order by n
            """;
}
