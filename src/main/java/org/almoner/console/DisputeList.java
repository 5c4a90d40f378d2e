package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.gift.DisputeFilter;
import org.almoner.gift.DisputeQueries;
import org.almoner.gift.DisputeStage;
import org.almoner.gift.DisputeView;
import org.almoner.time.Calendar;

/** All disputes, the newest first, with the days that are left to answer. */
@Named
@RequestScoped
public class DisputeList {

    private static final long SOON = 7;

    private DisputeQueries disputes;
    private Calendar calendar;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<DisputeView> rows;

    protected DisputeList() {}

    @Inject
    DisputeList(DisputeQueries disputes, Calendar calendar, Words words, Formats formats) {
        this.disputes = disputes;
        this.calendar = calendar;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var month = Choice.month(asked.get("month"));
        var filter = new DisputeFilter(
                Choice.of(DisputeStage.class, asked.get("stage")),
                Choice.text(asked.get("gift")),
                month == null ? null : calendar.startOf(month),
                month == null ? null : calendar.endOf(month));
        paging = new Paging(asked);
        rows = disputes.slice(filter, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), disputes.count(filter), words, formats);
    }

    public List<DisputeView> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public DisputeStage[] getStages() {
        return DisputeStage.values();
    }

    /** Whole days until the answer is due; negative once it was. */
    public long daysLeft(DisputeView dispute) {
        return Duration.between(calendar.now(), dispute.due()).toDays();
    }

    /** What to say of the days that are left. */
    public String left(DisputeView dispute) {
        return dispute.due().isBefore(calendar.now())
                ? words.say("dispute.overdue")
                : words.say("dispute.left", daysLeft(dispute));
    }

    /** Whether the answer is due within a week, or was. */
    public boolean isSoon(DisputeView dispute) {
        return daysLeft(dispute) < SOON;
    }

    /** Where at Stripe it is answered. */
    public String atStripe(DisputeView dispute) {
        return "https://dashboard.stripe.com/" + (dispute.livemode() ? "" : "test/") + "disputes/" + dispute.id();
    }

    /** What the address asks for: {@code stage}, {@code gift}, {@code month}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
