package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.journal.Pledge;
import org.almoner.journal.PledgeQueries;

/** Promises to give, the newest first. */
@Named
@RequestScoped
public class PledgeList {

    private PledgeQueries pledges;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<Pledge> rows;

    protected PledgeList() {}

    @Inject
    PledgeList(PledgeQueries pledges, Words words, Formats formats) {
        this.pledges = pledges;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var wanted = new PledgeQueries.Wanted(
                Choice.of(Pledge.State.class, asked.get("state")),
                Choice.text(asked.get("fund")),
                Choice.number(asked.get("donor")));
        paging = new Paging(asked);
        rows = pledges.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), pledges.count(wanted), words, formats);
    }

    public List<Pledge> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public Pledge.State[] getStates() {
        return Pledge.State.values();
    }

    /** What the address asks for: {@code state}, {@code fund}, {@code donor}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
