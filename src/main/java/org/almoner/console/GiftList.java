package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.CampaignView;
import org.almoner.database.Sandbox;
import org.almoner.gift.GiftFilter;
import org.almoner.gift.GiftQueries;
import org.almoner.gift.GiftStatus;
import org.almoner.gift.GiftView;
import org.almoner.time.Calendar;

/** The list of gifts, newest first. */
@Named
@RequestScoped
public class GiftList {

    private static final int CAMPAIGNS_OFFERED = 200;

    private GiftQueries gifts;
    private CampaignQueries campaigns;
    private Sandbox sandbox;
    private Calendar calendar;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<GiftView> rows;

    protected GiftList() {}

    @Inject
    GiftList(
            GiftQueries gifts,
            CampaignQueries campaigns,
            Sandbox sandbox,
            Calendar calendar,
            Words words,
            Formats formats) {
        this.sandbox = sandbox;
        this.gifts = gifts;
        this.campaigns = campaigns;
        this.calendar = calendar;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var month = Choice.month(asked.get("month"));
        var filter = new GiftFilter(
                null,
                null,
                Choice.text(asked.get("campaign")),
                Choice.of(GiftStatus.class, asked.get("status")),
                month == null ? null : calendar.startOf(month),
                month == null ? null : calendar.endOf(month),
                Choice.text(asked.get("q")));
        paging = new Paging(asked);
        var shown = isTest() ? gifts.over(sandbox.books()) : gifts;
        rows = shown.slice(filter, paging.offset(), Paging.SIZE);
        paging.found(rows.size(), shown.count(filter), words, formats);
    }

    /** Whether there are gifts of test mode to be seen, in books of their own. */
    public boolean isSandbox() {
        return sandbox.open();
    }

    /** Whether those are what is asked for. */
    public boolean isTest() {
        return sandbox.open() && "test".equals(asked.get("mode"));
    }

    public List<GiftView> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    public GiftStatus[] getStatuses() {
        return GiftStatus.values();
    }

    public List<CampaignView> getCampaigns() {
        return campaigns.slice(CampaignQueries.Wanted.ALL, 0, CAMPAIGNS_OFFERED);
    }

    /** What the address asks for: {@code q}, {@code status}, {@code campaign}, {@code month}, {@code mode}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
