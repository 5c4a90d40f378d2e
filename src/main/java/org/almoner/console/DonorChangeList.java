package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.donor.DonorChange;
import org.almoner.donor.DonorChanges;

/** What donors ask to be changed about their name and address: what waits, the oldest first, or all. */
@Named
@RequestScoped
public class DonorChangeList {

    private DonorChanges changes;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<DonorChange> rows;
    private Integer waiting;

    protected DonorChangeList() {}

    @Inject
    DonorChangeList(DonorChanges changes, Words words, Formats formats) {
        this.changes = changes;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var open = !"all".equals(asked.get("show"));
        paging = new Paging(asked);
        rows = changes.slice(open, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), changes.count(open), words, formats);
    }

    public List<DonorChange> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** How many wait, counted up to the cap. */
    public int getWaiting() {
        if (waiting == null) {
            waiting = changes.count(true);
        }
        return waiting;
    }

    /** What the address asks for: {@code show}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
