package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.FundView;
import org.almoner.database.Rejection;
import org.almoner.journal.FundBalance;
import org.almoner.journal.FundBalances;
import org.almoner.journal.FundRelease;
import org.almoner.journal.FundReleases;
import org.almoner.journal.Pledge;
import org.almoner.journal.PledgeQueries;
import org.almoner.time.Calendar;

/** One fund: what binds it, its net assets by class on a day, and what was released. */
@Named
@RequestScoped
public class FundPage {

    private static final int RELEASES_SHOWN = 100;

    private CampaignQueries funds;
    private FundBalances balances;
    private FundReleases releases;
    private PledgeQueries pledges;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private HttpServletRequest request;

    private String code;
    private LocalDate day;
    private final Map<String, String> form = new HashMap<>();
    private FundView fund;
    private List<FundBalance> lines;
    private String refusal;
    private String said;

    protected FundPage() {}

    @Inject
    FundPage(
            HttpServletRequest request,
            CampaignQueries funds,
            FundBalances balances,
            FundReleases releases,
            PledgeQueries pledges,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        this.code = Choice.text(request.getParameter("code"));
        this.day = Objects.requireNonNullElse(day(request.getParameter("date")), calendar.today());
        this.request = request;
        this.funds = funds;
        this.balances = balances;
        this.releases = releases;
        this.pledges = pledges;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    public void load() {
        if (getFund() == null) {
            Deeds.missing();
            return;
        }
        form.put("until", balances.until(code).map(LocalDate::toString).orElse(null));
        refusal = StripeReportList.once(request, ReleaseServlet.REFUSED);
        said = StripeReportList.once(request, ReleaseServlet.RELEASED);
    }

    /** Says until when the fund is bound. */
    public void bind() {
        deeds.attempt(viewer.isFinance(), "bind", () -> {
            var until = Choice.text(form.get("until"));
            if (until != null && day(until) == null) {
                throw Rejection.invalid("restrictedUntil", words.say("date.wrong"));
            }
            releases.bindUntil(code, day(until), viewer.getEmail());
            deeds.done("fund.bound");
            deeds.goTo("fund?code=" + code);
        });
    }

    /** Undoes a release. */
    public void undo() {
        deeds.attempt(viewer.isFinance(), "undo", () -> {
            var id = Choice.number(form.get("release"));
            if (id == null) {
                throw Rejection.invalid("release", words.say("fund.undo.none"));
            }
            releases.undo(id, form.get("why"), viewer.getEmail());
            deeds.done("fund.undone");
            deeds.goTo("fund?code=" + code);
        });
    }

    static LocalDate day(String text) {
        try {
            return text == null || text.isBlank() ? null : LocalDate.parse(text.strip());
        } catch (DateTimeException notADay) {
            return null;
        }
    }

    public FundView getFund() {
        if (fund == null && code != null) {
            fund = funds.findFund(code).orElse(null);
        }
        return fund;
    }

    public List<FundBalance> getLines() {
        if (lines == null) {
            lines = balances.of(code, day);
        }
        return lines;
    }

    /** What the fund was promised: what is owed is part of its net assets, what depends on conditions is not. */
    public List<Pledge.Disclosed> getPromised() {
        return pledges.disclosed(code, day);
    }

    public List<FundRelease> getReleases() {
        return balances.releases(code, null, RELEASES_SHOWN).items();
    }

    /** Whether something of it is bound and may be released by the reader. */
    public boolean isReleasable() {
        return viewer.isFinance()
                && !getFund().values().restriction().name().equals("NONE")
                && !getLines().isEmpty();
    }

    public LocalDate getDay() {
        return day;
    }

    public String getCode() {
        return code;
    }

    public String getRefusal() {
        return refusal;
    }

    public String getSaid() {
        return said;
    }

    /** What stands in the fields: {@code until}, {@code release}, {@code why}. */
    public Map<String, String> getForm() {
        return form;
    }
}
