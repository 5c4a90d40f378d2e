package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.FundView;
import org.almoner.database.Cursor;
import org.almoner.database.Page;
import org.almoner.journal.FundBalances;

/** The funds in the order of their codes, and those whose time is over. */
@Named
@RequestScoped
public class FundList {

    private static final int ROWS_SHOWN = 50;

    private CampaignQueries funds;
    private FundBalances balances;

    private String after;
    private Page<FundView> rows;

    protected FundList() {}

    @Inject
    FundList(HttpServletRequest request, CampaignQueries funds, FundBalances balances) {
        this.after = Choice.text(request.getParameter("after"));
        this.funds = funds;
        this.balances = balances;
    }

    public List<FundView> getRows() {
        return page().items();
    }

    /** Where later funds begin; null when there are none. */
    public String getLater() {
        return page().next();
    }

    /** Funds that could be released, because their time is over. */
    public List<FundBalances.Due> getDue() {
        return balances.due();
    }

    private Page<FundView> page() {
        if (rows == null) {
            try {
                rows = funds.funds(after, ROWS_SHOWN);
            } catch (Cursor.BadCursor madeUp) {
                rows = funds.funds(null, ROWS_SHOWN);
            }
        }
        return rows;
    }
}
