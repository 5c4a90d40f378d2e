package org.almoner.proof;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.almoner.database.Rejection;

/**
 * The columns of a report: what kind it is, and where each column that matters stands. Others are left alone.
 *
 * <p>Columns: docs.stripe.com/reports/report-types/balance and …/payout-reconciliation.
 */
final class ReportHeader {

    static final String TRANSACTION = "balance_transaction_id";
    static final String PAYOUT = "automatic_payout_id";

    private static final Set<String> READ = Set.of(
            TRANSACTION,
            PAYOUT,
            "payout_id",
            "created",
            "created_utc",
            "effective_at",
            "effective_at_utc",
            "currency",
            "gross",
            "fee",
            "net",
            "reporting_category",
            "payout_status",
            "payout_expected_arrival_date",
            "category",
            "net_amount",
            "count");

    /** Only the reports about what is in payouts have these. */
    private static final Set<String> OF_PAYOUT_RECONCILIATION =
            Set.of("trace_id", "trace_id_status", "destination_payment_id", "order_id");

    private final Map<String, Integer> places = new HashMap<>();
    private final ReportKind kind;
    private final int size;

    private ReportHeader(List<String> columns, ReportKind asked) {
        size = columns.size();
        for (int i = 0; i < size; i++) {
            var name = tidy(columns.get(i));
            if (places.putIfAbsent(name, i) != null && READ.contains(name)) {
                throw Rejection.invalid(
                        "file", "Line 1, column " + (i + 1) + ": the column " + name + " stands there twice");
            }
        }
        var seen = recognised().orElseThrow(() -> unknown(columns));
        kind = asked == null ? seen : asked;
        if (kind.itemised() != seen.itemised()
                || (kind == ReportKind.PAYOUTS) != (seen == ReportKind.PAYOUTS)
                || (kind == ReportKind.BALANCE_SUMMARY) != (seen == ReportKind.BALANCE_SUMMARY)) {
            throw Rejection.invalid(
                    "kind", "by its columns the file is " + seen + " and cannot be " + kind + "; leave the kind out");
        }
    }

    /**
     * @param asked the kind that somebody says it is, or null
     * @throws Rejection if it is the header of nothing we know
     */
    static ReportHeader of(List<String> columns, ReportKind asked) {
        return new ReportHeader(columns, asked);
    }

    /** How many of the columns we know: what tells the right separator from a wrong one. */
    static long known(List<String> columns) {
        return columns.stream().map(ReportHeader::tidy).filter(READ::contains).count();
    }

    ReportKind kind() {
        return kind;
    }

    int size() {
        return size;
    }

    boolean has(String column) {
        return places.containsKey(column);
    }

    int place(String column) {
        return places.get(column);
    }

    private Optional<ReportKind> recognised() {
        if (!has("currency")) {
            return Optional.empty();
        }
        if (has(TRANSACTION) && has("gross") && has("net")) {
            if (has("payout_id")) {
                return Optional.of(ReportKind.PAYOUTS);
            }
            return Optional.of(aboutPayouts() ? ReportKind.PAYOUT_RECONCILIATION : ReportKind.BALANCE_CHANGE);
        }
        if (has("category") && has("net_amount")) {
            return Optional.of(ReportKind.BALANCE_SUMMARY);
        }
        return has("reporting_category") && has("net") && has("count")
                ? Optional.of(ReportKind.BALANCE_CHANGE_SUMMARY)
                : Optional.empty();
    }

    /** Stripe's default order begins this report with the payout and the other with the transaction. */
    private boolean aboutPayouts() {
        return OF_PAYOUT_RECONCILIATION.stream().anyMatch(this::has)
                || has(PAYOUT) && place(PAYOUT) < place(TRANSACTION);
    }

    private static Rejection unknown(List<String> columns) {
        return Rejection.invalid(
                "file",
                "Line 1, column 1: this is not the header of a Stripe report that is known here. It must have the columns "
                        + TRANSACTION + ", currency, gross and net; or reporting_category, currency, count and net; or"
                        + " category, currency and net_amount. It has "
                        + columns.stream()
                                .limit(12)
                                .map(column -> "'" + ReportText.shortened(column) + "'")
                                .toList());
    }

    private static String tidy(String column) {
        return column.strip().toLowerCase(Locale.ROOT);
    }
}
