package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.journal.JournalBatch;
import org.almoner.journal.JournalQueries;

/** Journal batches, the newest first. */
@Named
@RequestScoped
public class JournalList {

    private JournalQueries journals;
    private LegalEntities entities;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<JournalBatch> rows;

    protected JournalList() {}

    @Inject
    JournalList(JournalQueries journals, LegalEntities entities, Words words, Formats formats) {
        this.journals = journals;
        this.entities = entities;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var wanted = new JournalQueries.Wanted(Choice.text(asked.get("entity")), Choice.month(asked.get("month")));
        paging = new Paging(asked);
        rows = journals.slice(wanted, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), journals.count(wanted), words, formats);
    }

    public List<JournalBatch> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public List<LegalEntity> getEntities() {
        return entities.all();
    }

    /** What the address asks for: {@code entity}, {@code month}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
