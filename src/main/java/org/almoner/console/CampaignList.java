package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.almoner.campaign.Campaign;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.CampaignView;

/** The list of campaigns with their progress, newest first; archived ones only when asked for. */
@Named
@RequestScoped
public class CampaignList {

    /** A campaign beside what it raised. */
    public record Row(CampaignView campaign, Figures.Goal goal) {}

    private CampaignQueries campaigns;
    private Figures figures;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<Row> rows;

    protected CampaignList() {}

    @Inject
    CampaignList(CampaignQueries campaigns, Figures figures, Words words, Formats formats) {
        this.campaigns = campaigns;
        this.figures = figures;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        var flagged = "flagged".equals(asked.get("status"));
        var status = Choice.of(Campaign.Status.class, asked.get("status"));
        var all = flagged || "all".equals(asked.get("status"));
        var wanted = new CampaignQueries.Wanted(
                all ? null : status == null ? Campaign.Status.ACTIVE : status,
                null,
                flagged ? true : null,
                Choice.text(asked.get("q")));
        paging = new Paging(asked);
        var shown = campaigns.slice(wanted, paging.offset(), Paging.SIZE);
        var goals = figures.goals(shown.stream().map(CampaignView::code).toList());
        rows = shown.stream()
                .map(campaign -> new Row(campaign, goals.get(campaign.code())))
                .toList();
        paging.found(rows.size(), campaigns.count(wanted), words, formats);
    }

    /** Campaigns that came into being by a code in a gift and wait for staff. */
    public int getFlagged() {
        return campaigns.count(new CampaignQueries.Wanted(null, null, true, null));
    }

    public List<Row> getRows() {
        return rows;
    }

    public Paging getPaging() {
        return paging;
    }

    /** What the address asks for: {@code q}, {@code status} (also {@code all} and {@code flagged}), {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
