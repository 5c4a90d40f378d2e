package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.almoner.proof.Replay;
import org.almoner.proof.Replays;

/** One replay: how far it is, and what differs; while it goes on the page asks again every other second. */
@Named
@RequestScoped
public class ReplayPage {

    /** A difference and the page of what it is about, or null. */
    public record Row(Replay.Difference difference, String page) {}

    private static final int ROWS_SHOWN = 200;

    private Replays replays;
    private Lookup lookup;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private Replay replay;
    private List<Row> rows;

    protected ReplayPage() {}

    @Inject
    ReplayPage(HttpServletRequest request, Replays replays, Lookup lookup, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.replays = replays;
        this.lookup = lookup;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Lets administrators in. */
    public void load() {
        if (!viewer.isAdministrator()) {
            Deeds.forbidden();
        } else if (getReplay() == null) {
            Deeds.missing();
        }
    }

    /** Stops it if it runs, drops its books, and forgets what it found. */
    public void delete() {
        if (id != null && deeds.attempt(viewer.isAdministrator(), null, () -> replays.delete(id, viewer.getEmail()))) {
            deeds.done("replay.deleted");
            deeds.goTo("replays");
        }
    }

    public Replay getReplay() {
        if (replay == null && id != null && viewer.isAdministrator()) {
            replay = replays.find(id).orElse(null);
        }
        return replay;
    }

    public boolean isRunning() {
        return getReplay() != null && getReplay().running();
    }

    /** Whole percent of what there is to do, as far as it is known. */
    public long getPercent() {
        if (!isRunning()) {
            return 100;
        }
        return replay.total() == 0 ? 0 : replay.done() * 100 / replay.total();
    }

    public List<Row> getRows() {
        if (rows == null) {
            rows = replays.differences(id, null, ROWS_SHOWN).items().stream()
                    .map(each -> new Row(each, lookup.page(each.reference()).orElse(null)))
                    .toList();
        }
        return rows;
    }

    public int getRowsShown() {
        return ROWS_SHOWN;
    }
}
