package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.ToLongFunction;
import org.almoner.document.Metadata;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.Reconciliation;
import org.almoner.report.Sheet.Column;
import org.almoner.report.Sheet.Tile;

/**
 * A month's reconciliation on paper, for those who sign it and those who audit it: from opening to closing balance in
 * each currency, what the figures rest on, what the close checked, each exception and who resolved it, fees, and every
 * payout with its proof.
 */
@ApplicationScoped
public class ReconciliationPdf {
    private static final Texts TEXTS = Texts.of("reconciliation", Locale.ENGLISH);
    private static final MoneyFormat MONEY = MoneyFormat.of(TEXTS.locale());

    /** Lines printed of a list; the CSV has all. */
    private static final int LINES = 300;

    /** Currencies side by side; fewer where a figure is long, so that all are of one size. */
    private static final int ACROSS = 6;

    private static final int ACROSS_LONG = 4;
    private static final int LONG = 11;

    private MonthBooks books;

    protected ReconciliationPdf() {}

    @Inject
    public ReconciliationPdf(MonthBooks books) {
        this.books = books;
    }

    /**
     * The month as it stands now, as PDF/A-2a and PDF/UA-1.
     *
     * @param entity id of the one legal entity that is meant; null for all together
     */
    public byte[] of(YearMonth period, Long entity) {
        var pdf = new AtomicReference<byte[]>();
        books.open(period, entity, month -> pdf.set(of(month)));
        return pdf.get();
    }

    /** A month as it stands at one moment. */
    byte[] of(BookedMonth books) {
        var month = books.month();
        var basis = books.basis();
        var period = DateTimeFormatter.ofPattern("LLLL yyyy", TEXTS.locale()).format(month.period());
        var title = text("title", "period", period);
        var identity = books.stem() + " " + basis.asOf();
        var whose = basis.several() && basis.entity() != null ? basis.entity().name() : basis.organisation();
        var sheet = new Sheet(
                new Metadata(title, whose, text("subject"), TEXTS.locale(), basis.asOf(), identity),
                text("footer", "organisation", whose, "period", period));
        sheet.title(whose, title, text("subject"), text("asOf", "time", moment(basis.asOf(), books.zone())));
        var sent = first(books.payouts());
        tiles(sheet, month, books.proofs());
        basis(sheet, books);
        rollForward(sheet, month, books.zone());
        checks(sheet, first(books.checks()));
        exceptions(sheet, first(books.exceptions()), books);
        ageing(sheet, books.waiting());
        fees(sheet, first(books.fees()));
        payouts(sheet, sent, books);
        return sheet.finish();
    }

    /** The rows that are printed. */
    private static List<List<Object>> first(Part part) {
        try (var rows = part.rows().get()) {
            return rows.limit(LINES).toList();
        }
    }

    private static void tiles(Sheet sheet, Reconciliation month, Map<String, Long> proofs) {
        var open = month.exceptions().size();
        long all = proofs.values().stream().mapToLong(Long::longValue).sum();
        long proven = proofs.getOrDefault("ADDS_UP", 0L);
        long failed = proofs.getOrDefault("DOES_NOT_ADD_UP", 0L);
        sheet.tiles(List.of(
                new Tile(
                        text("tile.status"),
                        text("status." + month.status()),
                        text("status." + month.status() + ".note")),
                new Tile(
                        text("tile.exceptions"),
                        String.valueOf(open),
                        open == 0 ? text("tile.exceptions.none") : text("tile.exceptions.note")),
                new Tile(
                        text("tile.payouts"),
                        text("tile.payouts.value", "proven", String.valueOf(proven), "all", String.valueOf(all)),
                        text(
                                "tile.payouts.note",
                                "failed",
                                String.valueOf(failed),
                                "open",
                                String.valueOf(all - proven - failed)))));
    }

    private static void basis(Sheet sheet, BookedMonth books) {
        var basis = books.basis();
        var numbers = NumberFormat.getIntegerInstance(TEXTS.locale());
        sheet.heading(text("basis.heading"), 60);
        sheet.paragraph(
                basis.entity() == null
                        ? text(
                                "basis.all",
                                "count",
                                numbers.format(basis.entities().size()))
                        : text(
                                "basis.one",
                                "entity",
                                basis.entity().name(),
                                "code",
                                basis.entity().code()));
        sheet.paragraph(text(books.isFinal() ? "basis.final" : "basis.draft"));
        sheet.paragraph(text(
                "basis.rests",
                "transactions",
                numbers.format(basis.transactions()),
                "events",
                numbers.format(basis.events())));
        sheet.paragraph(
                basis.close() == null
                        ? text("basis.noClose")
                        : text(
                                "basis.close",
                                "run",
                                String.valueOf(basis.close().execution()),
                                "date",
                                basis.close().date().toString()));
    }

    private static void rollForward(Sheet sheet, Reconciliation month, ZoneId zone) {
        sheet.heading(text("roll.heading"), 170);
        if (month.currencies().isEmpty()) {
            sheet.paragraph(text("roll.none"));
        }
        boolean wide = month.currencies().stream()
                .flatMap(line -> ReconciliationCsv.figures(line).values().stream()
                        .map(figure -> MONEY.number(new Money(figure, line.currency()))))
                .anyMatch(figure -> figure.length() > LONG);
        int across = wide ? ACROSS_LONG : ACROSS;
        for (int from = 0; from < month.currencies().size(); from += across) {
            var some = month.currencies()
                    .subList(from, Math.min(from + across, month.currencies().size()));
            var columns = new ArrayList<Column>();
            float first = some.size() > 4 ? 0.22f : 0.28f;
            float each = (1 - first) / Math.max(4, some.size());
            columns.add(new Column(text("roll.line"), first, false));
            some.forEach(line -> columns.add(new Column(line.currency(), each, true)));
            var rows = new ArrayList<List<String>>();
            rows.add(roll("roll.opening", some, Reconciliation.Line::opening));
            rows.add(roll("roll.charges", some, Reconciliation.Line::charges));
            rows.add(roll("roll.refunds", some, Reconciliation.Line::refunds));
            rows.add(roll("roll.disputes", some, Reconciliation.Line::disputes));
            rows.add(roll("roll.fees", some, Reconciliation.Line::fees));
            rows.add(roll("roll.adjustments", some, Reconciliation.Line::adjustments));
            rows.add(roll("roll.payouts", some, Reconciliation.Line::payouts));
            rows.add(roll("roll.unexplained", some, Reconciliation.Line::unexplained));
            rows.add(roll("roll.closing", some, Reconciliation.Line::closing));
            sheet.keep(rows.size());
            sheet.table(columns, rows, 0, 8);
        }
        sheet.note(text("roll.note", "zone", zone.getId()));
    }

    private static List<String> roll(
            String key, List<Reconciliation.Line> lines, ToLongFunction<Reconciliation.Line> of) {
        var row = new ArrayList<String>();
        row.add(text(key));
        lines.forEach(line -> row.add(MONEY.number(new Money(of.applyAsLong(line), line.currency()))));
        return row;
    }

    private static void checks(Sheet sheet, List<List<Object>> found) {
        sheet.heading(text("checks.heading"), 60);
        if (found.isEmpty()) {
            sheet.paragraph(text("checks.none"));
            return;
        }
        sheet.table(
                List.of(
                        new Column(text("checks.check"), 0.43f, false),
                        new Column(text("checks.outcome"), 0.13f, false),
                        new Column(text("checks.looked"), 0.12f, true),
                        new Column(text("checks.detail"), 0.32f, false)),
                found.stream()
                        .map(row -> List.of(
                                text("check." + row.get(0)),
                                text("outcome." + row.get(2)),
                                count(row.get(3)),
                                shown(row.get(1).equals("") ? row.get(5) : row.get(1) + " " + row.get(5))))
                        .toList());
        found.stream()
                .filter(row -> row.get(2).equals("BROKEN"))
                .forEach(row -> sheet.note(
                        text("checks.broken", "check", text("check." + row.get(0)), "detail", shown(row.get(5)))));
    }

    private static void exceptions(Sheet sheet, List<List<Object>> all, BookedMonth books) {
        sheet.heading(text("exceptions.heading"), 50);
        if (all.isEmpty()) {
            sheet.paragraph(text("exceptions.none"));
            return;
        }
        sheet.table(
                List.of(
                        new Column(text("exceptions.kind"), 0.17f, false),
                        new Column(text("exceptions.reference"), 0.25f, false),
                        new Column(text("exceptions.amount"), 0.15f, true),
                        new Column(text("exceptions.age"), 0.07f, true),
                        new Column(text("exceptions.resolved"), 0.12f, false),
                        new Column(text("exceptions.by"), 0.24f, false)),
                all.stream()
                        .map(row -> List.of(
                                text("kind." + row.get(0)),
                                shown(row.get(1)),
                                MONEY.withCode((Money) row.get(3)),
                                count(row.get(5)),
                                row.get(6) == null ? text("exceptions.open") : day((LocalDate) row.get(6)),
                                row.get(6) == null ? shown(row.get(8)) : shown(row.get(7))))
                        .toList());
        if (all.size() == LINES) {
            sheet.note(text("exceptions.more", "shown", count((long) LINES)));
        }
    }

    private static void ageing(Sheet sheet, List<Ageing.Row> waiting) {
        if (waiting.isEmpty()) {
            return;
        }
        sheet.heading(text("ageing.heading"), 60);
        var columns = new ArrayList<Column>();
        columns.add(new Column(text("ageing.what"), 0.24f, false));
        columns.add(new Column(text("ageing.currency"), 0.11f, false));
        for (Ageing.Band band : Ageing.Band.values()) {
            columns.add(new Column(text("ageing." + band), 0.13f, true));
        }
        sheet.table(
                columns,
                waiting.stream()
                        .map(line -> {
                            var row = new ArrayList<String>();
                            row.add(text("ageing." + line.matter()));
                            row.add(line.currency());
                            line.cells()
                                    .values()
                                    .forEach(cell -> row.add(
                                            cell.count() == 0
                                                    ? text("none")
                                                    : text(
                                                            "ageing.cell",
                                                            "count",
                                                            count(cell.count()),
                                                            "sum",
                                                            MONEY.number(cell.sum()))));
                            return (List<String>) row;
                        })
                        .toList());
        sheet.note(text("ageing.note"));
    }

    private static void fees(Sheet sheet, List<List<Object>> fees) {
        if (fees.isEmpty()) {
            return;
        }
        sheet.heading(text("fees.heading"), 60);
        sheet.table(
                List.of(
                        new Column(text("fees.category"), 0.30f, false),
                        new Column(text("fees.transactions"), 0.16f, true),
                        new Column(text("fees.amount"), 0.20f, true),
                        new Column(text("fees.fee"), 0.16f, true),
                        new Column(text("fees.net"), 0.18f, true)),
                fees.stream()
                        .map(row -> List.of(
                                shown(row.get(0)),
                                count(row.get(3)),
                                MONEY.withCode((Money) row.get(4)),
                                MONEY.number((Money) row.get(5)),
                                MONEY.number((Money) row.get(6))))
                        .toList());
    }

    private static void payouts(Sheet sheet, List<List<Object>> sent, BookedMonth books) {
        sheet.heading(text("payouts.heading"), 50);
        if (sent.isEmpty()) {
            sheet.paragraph(text("payouts.none"));
            return;
        }
        sheet.table(
                List.of(
                        new Column(text("payouts.id"), 0.24f, false),
                        new Column(text("payouts.created"), 0.105f, false),
                        new Column(text("payouts.arrival"), 0.105f, false),
                        new Column(text("payouts.status"), 0.12f, false),
                        new Column(text("payouts.amount"), 0.18f, true),
                        new Column(text("payouts.items"), 0.14f, true),
                        new Column(text("payouts.proof"), 0.11f, true)),
                sent.stream()
                        .map(row -> List.of(
                                shown(row.get(0)),
                                day(((Instant) row.get(1)).atZone(books.zone()).toLocalDate()),
                                day((LocalDate) row.get(2)),
                                row.get(8) == null ? shown(row.get(3)) : text("payouts.retried"),
                                MONEY.withCode((Money) row.get(5)),
                                row.get(6) == null ? text("none") : MONEY.number((Money) row.get(6)),
                                text("proof." + row.get(7))))
                        .toList());
        if (sent.size() == LINES) {
            sheet.note(text("payouts.more", "shown", count((long) LINES)));
        }
    }

    private static String moment(Instant instant, ZoneId zone) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(TEXTS.locale())
                        .format(instant.atZone(zone))
                + " (" + zone.getId() + ")";
    }

    private static String count(Object number) {
        return NumberFormat.getIntegerInstance(TEXTS.locale()).format(number);
    }

    private static String shown(Object text) {
        return text == null || text.toString().isEmpty() ? text("none") : text.toString();
    }

    private static String day(LocalDate day) {
        return day == null ? text("none") : day.toString();
    }

    private static String text(String key, String... values) {
        return TEXTS.get(key, values);
    }
}
