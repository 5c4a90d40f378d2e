package org.almoner.report;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.almoner.document.Metadata;
import org.almoner.document.Texts;
import org.almoner.money.Money;
import org.almoner.money.MoneyFormat;
import org.almoner.reconcile.PayoutQueries;
import org.almoner.reconcile.PayoutView;
import org.almoner.reconcile.Reconciliation;
import org.almoner.reconcile.ReconciliationQueries;
import org.almoner.report.Sheet.Column;
import org.almoner.report.Sheet.Tile;
import org.almoner.time.Calendar;
import org.jdbi.v3.core.Jdbi;

/**
 * A month's reconciliation on paper, for those who sign it: from opening to closing balance in each currency, what is
 * still open, and every payout with its proof.
 */
@ApplicationScoped
public class ReconciliationPdf {
    private static final Texts TEXTS = Texts.of("reconciliation", Locale.ENGLISH);
    private static final MoneyFormat MONEY = MoneyFormat.of(TEXTS.locale());

    /** Lines printed of a list; the CSV has all. */
    private static final int LINES = 300;

    /** Currencies side by side. */
    private static final int ACROSS = 6;

    private Jdbi jdbi;
    private Calendar calendar;
    private ReconciliationQueries reconciliations;
    private PayoutQueries payouts;

    protected ReconciliationPdf() {}

    @Inject
    public ReconciliationPdf(
            Jdbi jdbi, Calendar calendar, ReconciliationQueries reconciliations, PayoutQueries payouts) {
        this.jdbi = jdbi;
        this.calendar = calendar;
        this.reconciliations = reconciliations;
        this.payouts = payouts;
    }

    /** The month as it stands now, as PDF/A-2a and PDF/UA-1. */
    public byte[] of(YearMonth period) {
        var month = new PayoutQueries.Wanted(null, null, calendar.startOf(period), calendar.endOf(period));
        var sent = new ArrayList<>(payouts.slice(month, 0, LINES));
        return print(reconciliations.of(period), sent, payouts.count(month), organisation(), calendar.now());
    }

    private byte[] print(
            Reconciliation month, List<PayoutView> sent, int payoutCount, String organisation, Instant now) {
        var period = DateTimeFormatter.ofPattern("LLLL yyyy", TEXTS.locale()).format(month.period());
        var title = text("title", "period", period);
        var identity = "reconciliation " + month.period() + " " + now;
        var sheet = new Sheet(
                new Metadata(title, organisation, text("subject"), TEXTS.locale(), now, identity),
                text("footer", "organisation", organisation, "period", period));
        sheet.title(organisation, title, text("subject"), text("asOf", "time", moment(now)));
        tiles(sheet, month, sent, payoutCount);
        rollForward(sheet, month);
        exceptions(sheet, month);
        payouts(sheet, sent, payoutCount);
        return sheet.finish();
    }

    private static void tiles(Sheet sheet, Reconciliation month, List<PayoutView> sent, int payoutCount) {
        var open = month.exceptions().size();
        long proven = proofs(sent, "ADDS_UP");
        long failed = proofs(sent, "DOES_NOT_ADD_UP");
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
                        text(
                                "tile.payouts.value",
                                "proven",
                                String.valueOf(proven),
                                "all",
                                String.valueOf(payoutCount)),
                        text(
                                "tile.payouts.note",
                                "failed",
                                String.valueOf(failed),
                                "open",
                                String.valueOf(payoutCount - proven - failed)))));
    }

    private void rollForward(Sheet sheet, Reconciliation month) {
        sheet.heading(text("roll.heading"), 170);
        if (month.currencies().isEmpty()) {
            sheet.paragraph(text("roll.none"));
        }
        for (int from = 0; from < month.currencies().size(); from += ACROSS) {
            var some = month.currencies()
                    .subList(from, Math.min(from + ACROSS, month.currencies().size()));
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
            sheet.table(columns, rows, 0, 8);
        }
        sheet.note(text("roll.note", "zone", calendar.zone().getId()));
    }

    private static List<String> roll(
            String key, List<Reconciliation.Line> lines, ToLongFunction<Reconciliation.Line> of) {
        var row = new ArrayList<String>();
        row.add(text(key));
        lines.forEach(line -> row.add(MONEY.number(new Money(of.applyAsLong(line), line.currency()))));
        return row;
    }

    private static void exceptions(Sheet sheet, Reconciliation month) {
        sheet.heading(text("exceptions.heading"), 50);
        var open = month.exceptions();
        if (open.isEmpty()) {
            sheet.paragraph(text("exceptions.none"));
            return;
        }
        sheet.table(
                List.of(
                        new Column(text("exceptions.kind"), 0.19f, false),
                        new Column(text("exceptions.reference"), 0.27f, false),
                        new Column(text("exceptions.amount"), 0.16f, true),
                        new Column(text("exceptions.age"), 0.07f, true),
                        new Column(text("exceptions.detail"), 0.31f, false)),
                open.stream()
                        .limit(LINES)
                        .map(e -> List.of(
                                text("kind." + e.kind()),
                                e.reference(),
                                MONEY.withCode(e.amount()),
                                String.valueOf(e.ageDays()),
                                e.detail()))
                        .toList());
        if (open.size() > LINES) {
            sheet.note(text("exceptions.more", "shown", String.valueOf(LINES), "total", String.valueOf(open.size())));
        }
    }

    private void payouts(Sheet sheet, List<PayoutView> sent, int count) {
        sheet.heading(text("payouts.heading"), 50);
        if (sent.isEmpty()) {
            sheet.paragraph(text("payouts.none"));
            return;
        }
        sheet.table(
                List.of(
                        new Column(text("payouts.id"), 0.24f, false),
                        new Column(text("payouts.created"), 0.12f, false),
                        new Column(text("payouts.arrival"), 0.12f, false),
                        new Column(text("payouts.status"), 0.12f, false),
                        new Column(text("payouts.amount"), 0.15f, true),
                        new Column(text("payouts.items"), 0.12f, true),
                        new Column(text("payouts.proof"), 0.13f, true)),
                sent.stream()
                        .map(p -> List.of(
                                p.id(),
                                day(calendar.dayOf(p.createdAt())),
                                day(p.arrivalDate()),
                                p.retriedBy() == null ? p.status() : text("payouts.retried"),
                                MONEY.withCode(p.amount()),
                                p.itemsNet() == null ? text("none") : MONEY.number(p.itemsNet()),
                                text("proof." + p.proof())))
                        .toList());
        if (count > sent.size()) {
            sheet.note(text("payouts.more", "shown", String.valueOf(sent.size())));
        }
    }

    private static long proofs(List<PayoutView> sent, String proof) {
        return sent.stream().filter(p -> p.proof().equals(proof)).count();
    }

    private String organisation() {
        return jdbi.withHandle(handle -> handle.createQuery(
                        "select name from affiliate where parent_id is null order by code <> 'main', id limit 1")
                .mapTo(String.class)
                .findOne()
                .orElse(""));
    }

    private String moment(Instant instant) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.LONG, FormatStyle.SHORT)
                        .withLocale(TEXTS.locale())
                        .format(instant.atZone(calendar.zone()))
                + " (" + calendar.zone().getId() + ")";
    }

    private static String day(LocalDate day) {
        return day == null ? text("none") : day.toString();
    }

    private static String text(String key, String... values) {
        return TEXTS.get(key, values);
    }
}
