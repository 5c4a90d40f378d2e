package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.affiliate.AffiliateQueries;
import org.almoner.affiliate.AffiliateView;
import org.almoner.campaign.AppealView;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.CampaignView;
import org.almoner.campaign.Campaigns;
import org.almoner.campaign.FundView;
import org.almoner.database.Page;

/** One campaign: how far it is, how to share it, its appeals. */
@Named
@RequestScoped
public class CampaignPage {

    private CampaignQueries queries;
    private Campaigns campaigns;
    private AffiliateQueries affiliates;
    private Figures figures;
    private Deeds deeds;
    private Viewer viewer;

    private String code;
    private CampaignView campaign;
    private final Map<String, String> form = new HashMap<>();

    protected CampaignPage() {}

    @Inject
    CampaignPage(
            HttpServletRequest request,
            CampaignQueries queries,
            Campaigns campaigns,
            AffiliateQueries affiliates,
            Figures figures,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.code = Choice.text(request.getParameter("code"));
        this.queries = queries;
        this.campaigns = campaigns;
        this.affiliates = affiliates;
        this.figures = figures;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getCampaign() == null) {
            Deeds.missing();
        }
    }

    /** Adds an appeal. */
    public void addAppeal() {
        var done = deeds.attempt(
                viewer.isFundraiser(),
                "appeal",
                () -> campaigns.createAppeal(code, form.get("code"), form.get("name"), viewer.getEmail()));
        if (done) {
            deeds.done("appeal.created");
            deeds.goTo("campaign?code=" + code);
        }
    }

    public CampaignView getCampaign() {
        if (campaign == null && code != null) {
            campaign = queries.find(code).orElse(null);
        }
        return campaign;
    }

    public Figures.Goal getGoal() {
        return figures.goals(List.of(code)).get(code);
    }

    public List<AppealView> getAppeals() {
        return queries.appeals(code, null, Page.MAX_LIMIT).items();
    }

    public FundView getFund() {
        var fund = getCampaign().values().fund();
        return fund == null ? null : queries.findFund(fund).orElse(null);
    }

    public AffiliateView getAffiliate() {
        return affiliates.find(getCampaign().values().affiliate()).orElse(null);
    }

    /** The share link as a picture for posters; null without a link. */
    public String getQr() {
        var link = getCampaign().values().shareLink();
        return link == null ? null : QrCode.svg(link);
    }

    public String getCode() {
        return code;
    }

    /** What stands in the fields for a new appeal. */
    public Map<String, String> getForm() {
        return form;
    }
}
