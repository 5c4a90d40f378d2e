package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.proof.Replay;
import org.almoner.proof.Replays;
import org.almoner.time.Calendar;

/** Replays, the newest first, and the form that asks for one; for administrators. */
@Named
@RequestScoped
public class ReplayList {

    private static final String FORM = "order";

    private Replays replays;
    private Calendar calendar;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private Formats formats;

    private final Map<String, String> form = new HashMap<>();
    private String after;
    private Page<Replay> page;

    protected ReplayList() {}

    @Inject
    ReplayList(Replays replays, Calendar calendar, Deeds deeds, Viewer viewer, Words words, Formats formats) {
        this.replays = replays;
        this.calendar = calendar;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.formats = formats;
    }

    /** Lets administrators in. */
    public void load() {
        if (!viewer.isAdministrator()) {
            Deeds.forbidden();
        }
    }

    /** Asks for a replay of what the form names and goes to its progress. */
    public void order() {
        deeds.attempt(viewer.isAdministrator(), FORM, () -> {
            var scope = new Replay.Scope(
                    Choice.text(form.get("event")),
                    Choice.text(form.get("type")),
                    moment("from", calendar::startOf),
                    moment("to", calendar::endOf));
            deeds.goTo("replay?id=" + replays.order(scope, viewer.getEmail()));
        });
    }

    private Instant moment(String field, Function<LocalDate, Instant> of) {
        var text = Choice.text(form.get(field));
        try {
            return text == null ? null : of.apply(LocalDate.parse(text));
        } catch (DateTimeException notADay) {
            throw Rejection.invalid(field, words.say("date.wrong"));
        }
    }

    /** What a replay is of, in words. */
    public String scope(Replay replay) {
        var scope = replay.scope();
        if (scope.all()) {
            return words.say("replay.all");
        }
        if (scope.event() != null) {
            return scope.event();
        }
        var time = scope.since() == null && scope.until() == null
                ? ""
                : " " + formats.instant(scope.since()) + " – " + formats.instant(scope.until());
        return ((scope.type() == null ? words.say("replay.events") : scope.type()) + time).strip();
    }

    public List<Replay> getRows() {
        return page().items();
    }

    /** Where older ones begin; null when there are none. */
    public String getOlder() {
        return page().next();
    }

    private Page<Replay> page() {
        if (page == null) {
            try {
                page = replays.page(Choice.text(after), Paging.SIZE);
            } catch (Cursor.BadCursor madeUp) {
                page = replays.page(null, Paging.SIZE);
            }
        }
        return page;
    }

    public Map<String, String> getForm() {
        return form;
    }

    public String getAfter() {
        return after;
    }

    public void setAfter(String after) {
        this.after = after;
    }
}
