package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.journal.ChartAccount;
import org.almoner.journal.ChartAccounts;
import org.almoner.journal.StarterChart;
import org.almoner.time.Calendar;

/** The chart of accounts of one legal entity, and the offer of a first one. */
@Named
@RequestScoped
public class AccountList {

    private ChartAccounts chart;
    private StarterChart starter;
    private LegalEntities entities;
    private Calendar calendar;
    private Deeds deeds;
    private Viewer viewer;
    private HttpServletRequest request;
    private Words words;
    private Formats formats;

    private final Map<String, String> asked = new LinkedHashMap<>();
    private Paging paging;
    private List<ChartAccount> rows;
    private String refusal;
    private String said;

    protected AccountList() {}

    @Inject
    AccountList(
            ChartAccounts chart,
            StarterChart starter,
            LegalEntities entities,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            HttpServletRequest request,
            Words words,
            Formats formats) {
        this.chart = chart;
        this.starter = starter;
        this.entities = entities;
        this.calendar = calendar;
        this.deeds = deeds;
        this.viewer = viewer;
        this.request = request;
        this.words = words;
        this.formats = formats;
    }

    public void load() {
        refusal = StripeReportList.once(request, JournalFiles.REFUSED);
        said = StripeReportList.once(request, JournalFiles.TAKEN);
    }

    /** Takes the starter chart over, with rules from the first month that is not over. */
    public void start() {
        deeds.attempt(viewer.isFinance(), null, () -> {
            starter.take(getEntity(), YearMonth.from(calendar.today()).minusMonths(1), viewer.getEmail());
            deeds.done("accounts.started");
            deeds.goTo("accounts?entity=" + getEntity());
        });
    }

    public List<ChartAccount> getRows() {
        if (rows == null) {
            paging = new Paging(asked);
            rows = chart.slice(getEntity(), paging.offset(), Paging.SIZE);
            paging.found(rows.size(), chart.count(getEntity()), words, formats);
        }
        return rows;
    }

    public Paging getPaging() {
        getRows();
        return paging;
    }

    public List<LegalEntity> getEntities() {
        return entities.all();
    }

    /** Whose chart is shown. */
    public String getEntity() {
        return Objects.requireNonNullElse(Choice.text(request.getParameter("entity")), "main");
    }

    public String getRefusal() {
        return refusal;
    }

    public String getSaid() {
        return said;
    }

    /** What the address asks for: {@code entity}, {@code page}. */
    public Map<String, String> getAsked() {
        return asked;
    }
}
