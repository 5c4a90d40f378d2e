package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.journal.ExportFile;
import org.almoner.journal.JournalBatch;
import org.almoner.journal.JournalExports;
import org.almoner.journal.JournalLine;
import org.almoner.journal.JournalQueries;
import org.almoner.journal.Journals;

/** One batch: its lines or the entries behind one of them, its files, and what became of it. */
@Named
@RequestScoped
public class JournalPage {

    private static final int ROWS_SHOWN = 100;

    private JournalQueries queries;
    private JournalExports exports;
    private Journals journals;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private Long line;
    private String after;
    private final Map<String, String> form = new HashMap<>();
    private JournalBatch batch;
    private Page<JournalLine> lines;
    private Page<JournalBatch.Entry> entries;
    private HttpServletRequest request;
    private String refusal;

    protected JournalPage() {}

    @Inject
    JournalPage(
            HttpServletRequest request,
            JournalQueries queries,
            JournalExports exports,
            Journals journals,
            Deeds deeds,
            Viewer viewer) {
        this.id = Choice.number(request.getParameter("id"));
        this.line = Choice.number(request.getParameter("line"));
        this.after = Choice.text(request.getParameter("after"));
        this.request = request;
        this.queries = queries;
        this.exports = exports;
        this.journals = journals;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getBatch() == null) {
            Deeds.missing();
        }
        refusal = StripeReportList.once(request, JournalFiles.REFUSED);
    }

    /** Notes the other system's number. */
    public void confirm() {
        deeds.attempt(viewer.isFinance(), "confirm", () -> {
            journals.confirm(id, form.get("reference"), form.get("reason"), viewer.getEmail());
            deeds.done("journal.confirmed");
            deeds.goTo("journal?id=" + id);
        });
    }

    /** Takes the batch back by another one. */
    public void reverse() {
        deeds.attempt(viewer.isFinance(), "reverse", () -> {
            long made = journals.reverse(id, form.get("why"), viewer.getEmail());
            deeds.done("journal.reversed");
            deeds.goTo("journal?id=" + made);
        });
    }

    public JournalBatch getBatch() {
        if (batch == null && id != null) {
            batch = queries.find(id).orElse(null);
        }
        return batch;
    }

    public List<ExportFile> getFiles() {
        return exports.files(batch);
    }

    public List<JournalBatch.Event> getEvents() {
        return queries.events(id);
    }

    public List<JournalLine> getLines() {
        return lines().items();
    }

    public List<JournalBatch.Entry> getEntries() {
        return entries().items();
    }

    /** Where later rows begin; null when there are none. */
    public String getLater() {
        return line == null ? lines().next() : entries().next();
    }

    /** The line whose entries are shown; null for all lines. */
    public Long getLine() {
        return line;
    }

    private Page<JournalLine> lines() {
        if (lines == null) {
            try {
                lines = queries.lines(id, after, ROWS_SHOWN);
            } catch (Cursor.BadCursor madeUp) {
                lines = queries.lines(id, null, ROWS_SHOWN);
            }
        }
        return lines;
    }

    private Page<JournalBatch.Entry> entries() {
        if (entries == null) {
            int number = (int) Math.min(Integer.MAX_VALUE, line);
            try {
                entries = queries.entries(batch, number, after, ROWS_SHOWN);
            } catch (Cursor.BadCursor madeUp) {
                entries = queries.entries(batch, number, null, ROWS_SHOWN);
            }
        }
        return entries;
    }

    /** Why the file that was just asked for did not leave, or null. */
    public String getRefusal() {
        return refusal;
    }

    public Long getId() {
        return id;
    }

    /** What stands in the fields: {@code reference}, {@code reason}, {@code why}. */
    public Map<String, String> getForm() {
        return form;
    }
}
