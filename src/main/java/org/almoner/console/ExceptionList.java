package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.reconcile.ExceptionFilter;
import org.almoner.reconcile.ExceptionKind;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionView;

/** What could not be explained, the newest first; resolved ones only when asked for. */
@Named
@RequestScoped
public class ExceptionList {

    /** An exception and the page of what it is about, or null. */
    public record Row(ExceptionView exception, String page) {}

    private ExceptionQueries exceptions;
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
    ExceptionList(ExceptionQueries exceptions, Lookup lookup, Figures figures, Words words, Formats formats) {
        this.exceptions = exceptions;
        this.lookup = lookup;
        this.figures = figures;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        kind = Choice.of(ExceptionKind.class, asked.get("kind"));
        var open = "all".equals(asked.get("state")) ? null : !"resolved".equals(asked.get("state"));
        var wanted = new ExceptionFilter(open, kind, Choice.month(asked.get("month")), null);
        paging = new Paging(asked);
        rows = exceptions.slice(wanted, paging.offset(), Paging.SIZE).stream()
                .map(one -> new Row(one, lookup.page(one.reference()).orElse(null)))
                .toList();
        paging.found(rows.size(), exceptions.count(wanted), words, formats);
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

    /** Open ones by kind, the most frequent first. */
    public List<Map.Entry<String, Long>> getOpen() {
        return figures.exceptions();
    }

    /** What the address asks for: {@code kind}, {@code month}, {@code state}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
