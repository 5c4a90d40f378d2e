package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.donor.DonorQueries;
import org.almoner.donor.DonorView;

/** The list of donors, newest first. */
@Named
@RequestScoped
public class DonorList {

    private DonorQueries donors;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<DonorView> rows;

    protected DonorList() {}

    @Inject
    DonorList(DonorQueries donors, Words words, Formats formats) {
        this.donors = donors;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var wanted = new DonorQueries.Wanted(null, null, null, Choice.text(asked.get("q")));
        paging = new Paging(asked);
        rows = donors.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), donors.count(wanted), words, formats);
    }

    public List<DonorView> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** What the address asks for: {@code q} and {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
