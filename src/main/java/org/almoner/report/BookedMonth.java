package org.almoner.report;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.almoner.money.Money;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.BalanceLine;
import org.almoner.reconcile.Reconciliation;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Handle;

/** A month of the books at one moment, in the tables that finance hands to an auditor. */
final class BookedMonth {

    private static final int ROWS_FETCHED = 1_000;

    /** Who keeps books. */
    record Entity(long id, String code, String name) {}

    /** A nightly close that ended well. */
    record Close(long execution, LocalDate date, Instant endedAt) {}

    /**
     * What the figures rest on.
     *
     * @param entities whose books these are
     * @param several whether there are others, or these are several
     * @param close the newest nightly close; null before the first
     * @param statusSince since when the month has its status; null when no close has seen it
     * @param asOf of when the figures are
     * @param transactions balance transactions in the month
     * @param events Stripe's events of the month in the inbox
     */
    record Basis(
            String organisation,
            List<Entity> entities,
            boolean several,
            Close close,
            Instant statusSince,
            Instant asOf,
            long transactions,
            long events) {

        /** The one whose books these are; null for all together. */
        Entity entity() {
            return entities.size() == 1 ? entities.get(0) : null;
        }
    }

    private static final List<Part.Column> TRANSACTION_COLUMNS = List.of(
            Part.text("transaction", 31),
            Part.moment("created"),
            Part.moment("available_on"),
            Part.text("currency", 9),
            Part.amount("amount"),
            Part.amount("fee"),
            Part.amount("net"),
            Part.text("reporting_category", 22),
            Part.text("type", 18),
            Part.text("bucket", 13),
            Part.text("source", 31),
            Part.text("gift", 31),
            Part.text("payout", 31),
            Part.text("match", 12),
            Part.text("description", 50));

    private static final List<String> TRANSACTION_NAMES =
            TRANSACTION_COLUMNS.stream().map(Part.Column::name).toList();

    private final Handle handle;
    private final Calendar calendar;
    private final ReconciliationQueries reconciliations;
    private final List<Ageing.Row> waiting;
    private final Reconciliation month;
    private final Basis basis;

    BookedMonth(
            Handle handle,
            Calendar calendar,
            ReconciliationQueries reconciliations,
            List<Ageing.Row> waiting,
            Reconciliation month,
            Basis basis) {
        this.waiting = waiting;
        this.handle = handle;
        this.calendar = calendar;
        this.reconciliations = reconciliations;
        this.month = month;
        this.basis = basis;
    }

    Reconciliation month() {
        return month;
    }

    Basis basis() {
        return basis;
    }

    /** The id of the one legal entity whose books these are; null for all together. */
    private Long one() {
        return basis.entity() == null ? null : (Long) basis.entity().id();
    }

    /** What files of these books are called, without their ending. */
    String stem() {
        return "reconciliation-" + month.period()
                + (basis.several() && basis.entity() != null
                        ? "-" + basis.entity().code()
                        : "");
    }

    ZoneId zone() {
        return calendar.zone();
    }

    boolean isFinal() {
        return month.status() == Reconciliation.Status.CLOSED;
    }

    /** All tables, in the order in which they are read; the longest last. */
    List<Part> parts() {
        return List.of(summary(), rollForward(), exceptions(), payouts(), ageing(), fees(), checks(), transactions());
    }

    private Part summary() {
        return new Part(
                "summary",
                false,
                List.of(Part.text("item", 34), Part.text("value", 60)),
                () -> facts().entrySet().stream().map(fact -> row(fact.getKey(), fact.getValue())));
    }

    /** What the summary says, by what it is. */
    Map<String, String> facts() {
        var facts = new LinkedHashMap<String, String>();
        facts.put("Organisation", basis.organisation());
        var entity = basis.entity();
        facts.put(
                entity == null ? "Legal entities" : "Legal entity",
                entity == null
                        ? basis.entities().stream().map(Entity::code).collect(Collectors.joining(", ", "all: ", ""))
                        : entity.name() + " (" + entity.code() + ")");
        facts.put("Month", month.period().toString());
        facts.put("Status", month.status() + (isFinal() ? ", this is the final package" : ", this is a draft"));
        facts.put("Status since", String.valueOf(basis.statusSince() == null ? "" : basis.statusSince()));
        facts.put("Figures as of", basis.asOf().toString());
        facts.put("Days are cut in", calendar.zone().getId());
        var close = basis.close();
        facts.put("Nightly close", close == null ? "none yet" : "run " + close.execution() + " for " + close.date());
        facts.put("Balance transactions", String.valueOf(basis.transactions()));
        facts.put("Stripe events", String.valueOf(basis.events()));
        facts.put("Open exceptions", String.valueOf(month.exceptions().size()));
        return facts;
    }

    private Part rollForward() {
        return new Part(
                "roll_forward",
                false,
                List.of(Part.text("currency", 10), Part.text("line", 16), Part.amount("amount")),
                () -> month.currencies().stream().flatMap(line -> ReconciliationCsv.figures(line).entrySet().stream()
                        .map(figure ->
                                row(line.currency(), figure.getKey(), new Money(figure.getValue(), line.currency())))));
    }

    Part transactions() {
        return new Part("transactions", true, TRANSACTION_COLUMNS, () -> lines().map(BookedMonth::row));
    }

    /** Each balance transaction, oldest first, read while it is taken; to be closed. */
    Stream<BalanceLine> lines() {
        return reconciliations.lines(handle, month.period(), one());
    }

    /** In which column of the transactions something stands, counted from 0. */
    static int placeInTransactions(String column) {
        return TRANSACTION_NAMES.indexOf(column);
    }

    private static List<Object> row(BalanceLine line) {
        return row(
                line.id(),
                line.created(),
                line.available(),
                line.currency(),
                new Money(line.amount(), line.currency()),
                new Money(line.fee(), line.currency()),
                new Money(line.net(), line.currency()),
                line.reportingCategory(),
                line.type(),
                line.bucket(),
                line.source(),
                line.gift(),
                line.payout(),
                line.match(),
                line.description());
    }

    Part payouts() {
        return new Part(
                "payouts",
                true,
                List.of(
                        Part.text("payout", 31),
                        Part.moment("created"),
                        Part.day("arrival"),
                        Part.text("status", 12),
                        Part.text("currency", 9),
                        Part.amount("amount"),
                        Part.amount("adds_up_to"),
                        Part.text("proof", 18),
                        Part.text("sent_again_as", 31),
                        Part.text("trace_id", 24)),
                () -> select(
                        MonthTables.PAYOUTS,
                        row -> row(
                                row.getString("id"),
                                instant(row, "created_at"),
                                row.getObject("arrival_date", LocalDate.class),
                                row.getString("status"),
                                row.getString("currency"),
                                money(row, "amount_minor"),
                                money(row, "items_net_minor"),
                                row.getString("proof"),
                                row.getString("retried_by"),
                                row.getString("trace_id"))));
    }

    /** How many payouts of the month there are, by their proof. */
    Map<String, Long> proofs() {
        var proofs = new LinkedHashMap<String, Long>();
        handle.createQuery(
                        "select proof, count(*) as many from payout p where created_at >= :from and created_at < :to and "
                                + MonthTables.IN_ENTITY.formatted("p") + " group by 1")
                .bind("from", calendar.startOf(month.period()))
                .bind("to", calendar.endOf(month.period()))
                .bind("entity", one())
                .map((row, context) -> Map.entry(row.getString("proof"), row.getLong("many")))
                .forEach(proof -> proofs.put(proof.getKey(), proof.getValue()));
        return proofs;
    }

    /** Those still open first; who resolved the others. */
    Part exceptions() {
        return new Part(
                "exceptions",
                false,
                List.of(
                        Part.text("kind", 25),
                        Part.text("reference", 31),
                        Part.text("currency", 9),
                        Part.amount("amount"),
                        Part.day("raised"),
                        Part.count("age_in_days"),
                        Part.day("resolved"),
                        Part.text("resolved_by", 60),
                        Part.text("what_it_is", 70)),
                () -> select(
                        MonthTables.EXCEPTIONS,
                        row -> row(
                                row.getString("kind"),
                                row.getString("reference"),
                                row.getString("currency"),
                                money(row, "amount_minor"),
                                row.getObject("raised_on", LocalDate.class),
                                row.getLong("age"),
                                row.getObject("resolved_on", LocalDate.class),
                                row.getString("resolved_by"),
                                row.getString("detail"))));
    }

    /** What waits at the newest close, whatever the month, by age. */
    private Part ageing() {
        return new Part(
                "ageing",
                false,
                List.of(
                        Part.text("what", 14),
                        Part.text("currency", 9),
                        Part.text("days", 12),
                        Part.count("count"),
                        Part.amount("amount")),
                () -> waiting.stream().flatMap(line -> line.cells().entrySet().stream()
                        .map(cell -> row(
                                line.matter().name().toLowerCase(Locale.ROOT),
                                line.currency(),
                                cell.getKey().words(),
                                cell.getValue().count(),
                                cell.getValue().sum()))));
    }

    /** What waits at the newest close. */
    List<Ageing.Row> waiting() {
        return waiting;
    }

    /** What each category moved and what was taken for it. */
    Part fees() {
        return new Part(
                "fees",
                true,
                List.of(
                        Part.text("reporting_category", 30),
                        Part.text("bucket", 14),
                        Part.text("currency", 9),
                        Part.count("transactions"),
                        Part.amount("amount"),
                        Part.amount("fee"),
                        Part.amount("net")),
                () -> select(
                        MonthTables.FEES,
                        row -> row(
                                row.getString("reporting_category"),
                                row.getString("bucket"),
                                row.getString("currency"),
                                row.getLong("transactions"),
                                money(row, "amount_minor"),
                                money(row, "fee_minor"),
                                money(row, "net_minor"))));
    }

    /** What the close that the figures are of found. */
    Part checks() {
        return new Part(
                "checks",
                false,
                List.of(
                        Part.text("check", 24),
                        Part.text("account", 24),
                        Part.text("outcome", 12),
                        Part.count("looked_at"),
                        Part.count("broken"),
                        Part.text("detail", 90)),
                () -> select(
                        MonthTables.CHECKS,
                        row -> row(
                                row.getString("name"),
                                row.getString("stripe_account"),
                                row.getString("outcome"),
                                row.getLong("checked"),
                                row.getLong("broken"),
                                row.getString("detail"))));
    }

    private interface Reader {
        List<Object> read(ResultSet row) throws SQLException;
    }

    private Stream<List<Object>> select(String sql, Reader reader) {
        var query = handle.createQuery(sql);
        for (var name : List.of("period", "from", "to", "zone", "close", "entity")) {
            if (sql.contains(":" + name)) {
                switch (name) {
                    case "period" -> query.bind(name, month.period().atDay(1));
                    case "from" -> query.bind(name, calendar.startOf(month.period()));
                    case "to" -> query.bind(name, calendar.endOf(month.period()));
                    case "entity" -> query.bind(name, one());
                    case "zone" -> query.bind(name, calendar.zone().getId());
                    default ->
                        query.bind(
                                name, basis.close() == null ? -1 : basis.close().execution());
                }
            }
        }
        return query.setFetchSize(ROWS_FETCHED).map((row, context) -> reader.read(row)).stream();
    }

    private static List<Object> row(Object... values) {
        return new ArrayList<>(Arrays.asList(values));
    }

    private static Money money(ResultSet row, String column) throws SQLException {
        var minor = row.getLong(column);
        return row.wasNull() ? null : new Money(minor, row.getString("currency"));
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp at = row.getTimestamp(column);
        return at == null ? null : at.toInstant();
    }
}
