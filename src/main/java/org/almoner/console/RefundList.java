package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.gift.RefundFilter;
import org.almoner.gift.RefundQueries;
import org.almoner.gift.RefundState;
import org.almoner.gift.RefundView;
import org.almoner.time.Calendar;

/** All refunds, the newest first: ordered here, or told by Stripe. */
@Named
@RequestScoped
public class RefundList {

    private RefundQueries refunds;
    private Calendar calendar;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<RefundView> rows;

    protected RefundList() {}

    @Inject
    RefundList(RefundQueries refunds, Calendar calendar, Words words, Formats formats) {
        this.refunds = refunds;
        this.calendar = calendar;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var month = Choice.month(asked.get("month"));
        var filter = new RefundFilter(
                Choice.of(RefundState.class, asked.get("status")),
                Choice.text(asked.get("gift")),
                month == null ? null : calendar.startOf(month),
                month == null ? null : calendar.endOf(month));
        paging = new Paging(asked);
        rows = refunds.slice(filter, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), refunds.count(filter), words, formats);
    }

    public List<RefundView> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public RefundState[] getStates() {
        return RefundState.values();
    }

    /** What the address asks for: {@code status}, {@code gift}, {@code month}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
