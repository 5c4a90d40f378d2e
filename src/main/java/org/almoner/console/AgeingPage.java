package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.Ageing.Band;
import org.almoner.reconcile.Ageing.Matter;
import org.almoner.staff.LetterWishes;

/** What waits, by age; behind each cell the list of it; and whether the reader is written to about it. */
@Named
@RequestScoped
public class AgeingPage {

    /** One currency of a matter. */
    public record Line(String currency, List<Cell> cells) {}

    /** A cell and the address of its list; without one where nothing is. */
    public record Cell(long count, Money sum, String address) {}

    /** One thing of a list and its page, or null. */
    public record Row(Ageing.Item item, String page) {}

    private Ageing ageing;
    private LetterWishes wishes;
    private Lookup lookup;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Matter matter;
    private Band band;
    private Paging paging;
    private List<Ageing.Row> found = List.of();
    private List<Row> rows = List.of();
    private Boolean letters;

    protected AgeingPage() {}

    @Inject
    AgeingPage(
            Ageing ageing,
            LetterWishes wishes,
            Lookup lookup,
            Deeds deeds,
            Viewer viewer,
            Words words,
            Formats formats) {
        this.ageing = ageing;
        this.wishes = wishes;
        this.lookup = lookup;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        found = ageing.rows();
        matter = Choice.of(Matter.class, asked.get("what"));
        band = Choice.of(Band.class, asked.get("band"));
        var currency = Choice.text(asked.get("currency"));
        paging = new Paging(asked);
        if (matter == null || band == null || currency == null || !Currencies.isCode(currency)) {
            return;
        }
        rows = ageing.slice(matter, currency, band, paging.offset(), Paging.SIZE).stream()
                .map(item -> new Row(
                        item,
                        item.exception() == null
                                ? lookup.page(item.reference()).orElse(null)
                                : "exception?id=" + item.exception()))
                .toList();
        long count = found.stream()
                .filter(row -> row.matter() == matter && row.currency().equals(currency))
                .mapToLong(row -> row.cells().get(band).count())
                .sum();
        paging.found(rows.size(), (int) Math.min(count, Integer.MAX_VALUE), words, formats);
    }

    public LocalDate getAsOf() {
        return ageing.asOf();
    }

    /** What there is anything of. */
    public List<Matter> getMatters() {
        return found.stream().map(Ageing.Row::matter).distinct().toList();
    }

    public List<Band> getBands() {
        return Arrays.asList(Band.values());
    }

    public List<Line> lines(Matter wanted) {
        return found.stream()
                .filter(row -> row.matter() == wanted)
                .map(row -> new Line(
                        row.currency(),
                        row.cells().entrySet().stream()
                                .map(cell -> new Cell(
                                        cell.getValue().count(),
                                        cell.getValue().sum(),
                                        cell.getValue().count() == 0
                                                ? null
                                                : "ageing?what=" + wanted + "&currency=" + row.currency() + "&band="
                                                        + cell.getKey() + "#list"))
                                .toList()))
                .toList();
    }

    /** Whether a cell was asked for. */
    public boolean isListed() {
        return matter != null && band != null && asked.get("currency") != null;
    }

    public Matter getMatter() {
        return matter;
    }

    public Band getBand() {
        return band;
    }

    public List<Row> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** What a note says: an exception's kind, a gift's or a payout's status. */
    public String note(Ageing.Item item) {
        return words.of(
                switch (matter) {
                    case GIFTS -> "gift";
                    case PAYOUTS -> "payout";
                    case EXCEPTIONS -> "exception";
                },
                item.note());
    }

    public boolean isLetters() {
        if (letters == null) {
            letters = wishes.wants(viewer.getEmail());
        }
        return letters;
    }

    /** Switches the reader's letters on, or off again. */
    public void wish() {
        var wanted = !isLetters();
        if (deeds.attempt(viewer.isFinance(), null, () -> wishes.wish(viewer.getEmail(), wanted))) {
            deeds.done("ageing.letters.done." + (wanted ? "on" : "off"));
            deeds.goTo("ageing");
        }
    }

    /** What the address asks for: {@code what}, {@code currency}, {@code band}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
