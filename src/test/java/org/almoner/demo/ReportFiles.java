package org.almoner.demo;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.almoner.money.Currencies;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;

/** The CSV files that Stripe's reports would be for a world, written from its own objects. */
public final class ReportFiles {

    private static final Set<String> PAYOUTS = Set.of("payout", "payout_reversal");

    private final StripeWorld world;
    private final Instant from;
    private final Instant to;
    private ZoneId zone;
    private char separator = ',';
    private char decimal = '.';

    /** Reports about a month in UTC, whose columns end in _utc, with commas and decimal points. */
    public ReportFiles(StripeWorld world, YearMonth month, ZoneId cut) {
        this.world = world;
        this.from = month.atDay(1).atStartOfDay(cut).toInstant();
        this.to = month.plusMonths(1).atDay(1).atStartOfDay(cut).toInstant();
    }

    /** As Stripe writes them for a zone and a decimal separator. */
    public ReportFiles in(ZoneId columns, char fields, char decimals) {
        zone = columns;
        separator = fields;
        decimal = decimals;
        return this;
    }

    /** {@code balance_change_from_activity.itemized.3}. */
    public String balanceChange() {
        return write(
                List.of(
                        "balance_transaction_id",
                        time("created"),
                        time("available_on"),
                        "currency",
                        "gross",
                        "fee",
                        "net",
                        "reporting_category",
                        "source_id",
                        "description",
                        "automatic_payout_id",
                        "payment_metadata[campaign]"),
                activity()
                        .map(t -> row(
                                t,
                                "id",
                                "@created",
                                "@available_on",
                                "currency",
                                "$amount",
                                "$fee",
                                "$net",
                                "reporting_category",
                                "source",
                                "=a \"quoted\" text,\nwith ; everything",
                                "%payout",
                                "")));
    }

    /** {@code payout_reconciliation.itemized.5}. */
    public String payoutReconciliation() {
        return write(
                List.of(
                        "automatic_payout_id",
                        "trace_id",
                        "balance_transaction_id",
                        time("created"),
                        "currency",
                        "gross",
                        "fee",
                        "net",
                        "reporting_category"),
                transactions()
                        .filter(t -> world.payoutOf(Json.text(t, "id")) != null
                                && completed(world.payoutOf(Json.text(t, "id")))
                                && !Json.text(t, "reporting_category").equals("payout"))
                        .map(t -> row(
                                t,
                                "%payout",
                                "",
                                "id",
                                "@created",
                                "currency",
                                "$amount",
                                "$fee",
                                "$net",
                                "reporting_category")));
    }

    /** {@code payouts.itemized.3}. */
    public String payouts() {
        return write(
                List.of(
                        "payout_id",
                        time("effective_at"),
                        "currency",
                        "gross",
                        "fee",
                        "net",
                        "reporting_category",
                        "balance_transaction_id",
                        "payout_expected_arrival_date",
                        "payout_status"),
                inMonth()
                        .filter(t -> PAYOUTS.contains(Json.text(t, "reporting_category")))
                        .map(t -> row(
                                t,
                                "source",
                                "@available_on",
                                "currency",
                                "$amount",
                                "$fee",
                                "$net",
                                "reporting_category",
                                "id",
                                "%arrival",
                                "%status")));
    }

    /** {@code balance.summary.1}. */
    public String balanceSummary() {
        Map<String, long[]> sums = new TreeMap<>();
        transactions().forEach(t -> {
            long[] sum = sums.computeIfAbsent(Json.text(t, "currency"), c -> new long[3]);
            Instant created = Instant.ofEpochSecond(Json.number(t, "created"));
            if (created.isBefore(from)) {
                sum[0] += Json.number(t, "net");
            } else if (created.isBefore(to)) {
                sum[PAYOUTS.contains(Json.text(t, "reporting_category")) ? 2 : 1] += Json.number(t, "net");
            }
        });
        return write(
                List.of("category", "description", "net_amount", "currency"),
                sums.entrySet().stream().flatMap(each -> {
                    long[] sum = each.getValue();
                    String currency = each.getKey();
                    return Stream.of(
                            List.of("starting_balance", "Starting balance", major(sum[0], currency), currency),
                            List.of("activity", "Balance change from activity", major(sum[1], currency), currency),
                            List.of("payouts", "Total payouts", major(sum[2], currency), currency),
                            List.of(
                                    "ending_balance",
                                    "Ending balance",
                                    major(sum[0] + sum[1] + sum[2], currency),
                                    currency));
                }));
    }

    /** {@code balance_change_from_activity.summary.1}. */
    public String balanceChangeSummary() {
        Map<String, long[]> sums = new TreeMap<>();
        activity().forEach(t -> {
            long[] sum = sums.computeIfAbsent(
                    Json.text(t, "reporting_category") + "," + Json.text(t, "currency"), c -> new long[4]);
            sum[0]++;
            sum[1] += Json.number(t, "amount");
            sum[2] += Json.number(t, "fee");
            sum[3] += Json.number(t, "net");
        });
        return write(
                List.of("reporting_category", "currency", "count", "gross", "fee", "net"),
                sums.entrySet().stream().map(each -> {
                    String[] key = each.getKey().split(",");
                    long[] sum = each.getValue();
                    return List.of(
                            key[0],
                            key[1],
                            Long.toString(sum[0]),
                            major(sum[1], key[1]),
                            major(sum[2], key[1]),
                            major(sum[3], key[1]));
                }));
    }

    private Stream<JsonObject> transactions() {
        return world.all(Kind.BALANCE_TRANSACTION).stream();
    }

    private Stream<JsonObject> inMonth() {
        return transactions().filter(t -> {
            Instant created = Instant.ofEpochSecond(Json.number(t, "created"));
            return !created.isBefore(from) && created.isBefore(to);
        });
    }

    private Stream<JsonObject> activity() {
        return inMonth().filter(t -> !PAYOUTS.contains(Json.text(t, "reporting_category")));
    }

    private boolean completed(String payout) {
        return "completed".equals(Json.text(world.get(payout), "reconciliation_status"));
    }

    private String time(String column) {
        return zone == null ? column + "_utc" : column;
    }

    private List<String> row(JsonObject t, String... columns) {
        return Arrays.stream(columns).map(column -> value(t, column)).toList();
    }

    private String value(JsonObject t, String column) {
        if (column.startsWith("@")) {
            return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss")
                    .format(Instant.ofEpochSecond(Json.number(t, column.substring(1)))
                            .atZone(zone == null ? ZoneOffset.UTC : zone));
        }
        if (column.startsWith("$")) {
            return major(Json.number(t, column.substring(1)), Json.text(t, "currency"));
        }
        return switch (column) {
            case "%payout" -> {
                String payout = world.payoutOf(Json.text(t, "id"));
                yield payout != null && completed(payout) ? payout : "";
            }
            case "%status" -> Json.text(world.get(Json.text(t, "source")), "status");
            case "%arrival" ->
                Instant.ofEpochSecond(Json.number(world.get(Json.text(t, "source")), "arrival_date"))
                        .atZone(ZoneOffset.UTC)
                        .toLocalDate()
                        .toString();
            case "id", "currency", "reporting_category", "source" -> String.valueOf(Json.text(t, column));
            default -> column;
        };
    }

    private String major(long minor, String currency) {
        return java.math.BigDecimal.valueOf(minor, Currencies.exponent(Currencies.fromStripe(currency)))
                .toPlainString()
                .replace('.', decimal);
    }

    private String write(List<String> header, Stream<List<String>> rows) {
        var text = new StringBuilder();
        try (var csv = new CSVPrinter(
                text, CSVFormat.RFC4180.builder().setDelimiter(separator).get())) {
            csv.printRecord(header);
            for (List<String> row : rows.toList()) {
                csv.printRecord(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }
}
