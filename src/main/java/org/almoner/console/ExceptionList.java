package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.reconcile.Ageing;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionKind;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionView;
import org.almoner.time.Calendar;

/** What could not be explained, the newest first; resolved ones only when asked for. */
@Named
@RequestScoped
public class ExceptionList {

    /** An exception and the page of what it is about, or null. */
    public record Row(ExceptionView exception, String page) {}

    private ExceptionQueries exceptions;
    private LegalEntities entities;
    private Ageing ageing;
    private Calendar calendar;
    private Viewer viewer;
    private Lookup lookup;
    private Figures figures;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<Row> rows;
    private ExceptionKind kind;

    protected ExceptionList() {}

    @Inject
    ExceptionList(
            ExceptionQueries exceptions,
            LegalEntities entities,
            Ageing ageing,
            Calendar calendar,
            Viewer viewer,
            Lookup lookup,
            Figures figures,
            Words words,
            Formats formats) {
        this.exceptions = exceptions;
        this.entities = entities;
        this.ageing = ageing;
        this.calendar = calendar;
        this.viewer = viewer;
        this.lookup = lookup;
        this.figures = figures;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        kind = Choice.of(ExceptionKind.class, asked.get("kind"));
        var status = Choice.of(ExceptionView.Status.class, asked.get("state"));
        var wanted = ExceptionFilter.of(
                "all".equals(asked.get("state")) ? null : status == null ? ExceptionView.Status.OPEN : status,
                kind,
                Choice.month(asked.get("month")),
                Choice.text(asked.get("entity")),
                assignee());
        if ("WAITING".equals(asked.get("state"))) {
            wanted = wanted.awaited();
        }
        var band = Choice.of(Ageing.Band.class, asked.get("band"));
        if (band != null) {
            wanted = wanted.aged(band, ageing.asOf(), calendar);
        }
        paging = new Paging(asked);
        rows = exceptions.slice(wanted, paging.offset(), Paging.SIZE).stream()
                .map(one -> new Row(one, lookup.page(one.reference()).orElse(null)))
                .toList();
        paging.found(rows.size(), exceptions.count(wanted), words, formats);
    }

    /** Whose are wanted: {@code mine}, {@code nobody}, an address, or null for anyone's. */
    private String assignee() {
        var who = Choice.text(asked.get("assignee"));
        return "mine".equals(who) ? viewer.getEmail() : who;
    }

    public List<Row> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** The one kind asked for, or null. */
    public ExceptionKind getKind() {
        return kind;
    }

    public ExceptionKind[] getKinds() {
        return ExceptionKind.values();
    }

    public Ageing.Band[] getBands() {
        return Ageing.Band.values();
    }

    /** The states to choose from besides that of open ones. */
    public List<String> getStates() {
        return List.of("WAITING", "RESOLVED", "WRITTEN_OFF");
    }

    public List<LegalEntity> getEntities() {
        return entities.all();
    }

    /** Open ones by kind, the most frequent first. */
    public List<Map.Entry<String, Long>> getOpen() {
        return figures.exceptions();
    }

    /** What the address asks for: {@code kind}, {@code month}, {@code state}, {@code assignee}, {@code entity}, {@code band}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
