package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.YearMonth;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.affiliate.LegalEntities;
import org.almoner.affiliate.LegalEntity;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.FundView;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.journal.ChartAccount;
import org.almoner.journal.ChartAccounts;
import org.almoner.journal.LedgerRole;
import org.almoner.journal.MappingQueries;
import org.almoner.journal.MappingRule;
import org.almoner.journal.MappingRules;
import org.almoner.journal.MappingTrial;
import org.almoner.time.Calendar;

/**
 * Writes a rule, or ends one. The address may bring the fields of a new one, as the list of what has no account does; a
 * rule can be tried on a month before it is kept.
 */
@Named
@RequestScoped
public class MappingForm {

    private static final String FORM = "rule";
    private static final List<String> FIELDS =
            List.of("entity", "role", "fund", "channel", "restriction", "currency", "account", "department", "project");

    private MappingRules rules;
    private MappingQueries queries;
    private ChartAccounts chart;
    private CampaignQueries campaigns;
    private LegalEntities entities;
    private Calendar calendar;
    private HttpServletRequest request;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private Long id;
    private final Map<String, String> form = new HashMap<>();
    private MappingRule rule;
    private MappingTrial trial;

    protected MappingForm() {}

    @Inject
    MappingForm(
            MappingRules rules,
            MappingQueries queries,
            ChartAccounts chart,
            CampaignQueries campaigns,
            LegalEntities entities,
            Calendar calendar,
            HttpServletRequest request,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        this.id = Choice.number(request.getParameter("id"));
        this.rules = rules;
        this.queries = queries;
        this.chart = chart;
        this.campaigns = campaigns;
        this.entities = entities;
        this.calendar = calendar;
        this.request = request;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Fills the form from the address. */
    public void load() {
        var month = Objects.requireNonNullElse(
                Choice.month(request.getParameter("month")), YearMonth.from(calendar.today()));
        if (id != null && getRule() == null) {
            Deeds.missing();
            return;
        }
        FIELDS.forEach(field -> form.put(field, Choice.text(request.getParameter(field))));
        form.put("from", month.toString());
        form.put("month", month.toString());
        form.put("last", month.toString());
    }

    /** Shows what the rule would change of a month, and keeps nothing. */
    public void tryOn() {
        deeds.attempt(viewer.isFinance(), FORM, () -> {
            var draft = draft();
            trial = rules.tryOn(
                    draft.entity() == null ? "main" : draft.entity(),
                    month("month"),
                    List.of(draft),
                    viewer.getEmail());
        });
    }

    public void save() {
        deeds.attempt(viewer.isFinance(), FORM, () -> {
            rules.add(
                    draft(),
                    month("from"),
                    Choice.text(form.get("to")) == null ? null : month("to"),
                    viewer.getEmail());
            deeds.done("mapping.saved");
            deeds.goTo("mappings?month=" + form.get("from"));
        });
    }

    /** Ends the rule after the month that was written. */
    public void end() {
        deeds.attempt(viewer.isFinance(), "ending", () -> {
            rules.end(id, month("last"), viewer.getEmail());
            deeds.done("mapping.ended");
            deeds.goTo("mappings");
        });
    }

    private MappingRule.Draft draft() {
        return new MappingRule.Draft(
                text("entity"),
                text("role"),
                text("fund"),
                text("channel"),
                Choice.of(MappingRule.Restriction.class, form.get("restriction")),
                text("currency"),
                text("account"),
                text("department"),
                text("project"));
    }

    private YearMonth month(String field) {
        var month = Choice.month(form.get(field));
        if (month == null) {
            throw Rejection.invalid(field.equals("last") ? "to" : field, words.say("month.wrong"));
        }
        return month;
    }

    private String text(String field) {
        return Choice.text(form.get(field));
    }

    /** The rule to look at and end; null for a new one. */
    public MappingRule getRule() {
        if (rule == null && id != null) {
            rule = queries.find(id).orElse(null);
        }
        return rule;
    }

    /** What was tried last; null before. */
    public MappingTrial getTrial() {
        return trial;
    }

    public List<String> getRoles() {
        return LedgerRole.ALL;
    }

    public MappingRule.Restriction[] getRestrictions() {
        return MappingRule.Restriction.values();
    }

    public List<FundView> getFunds() {
        return campaigns.funds(null, Page.MAX_LIMIT).items();
    }

    public List<LegalEntity> getEntities() {
        return entities.all();
    }

    /** Accounts of all entities that are in use. */
    public List<ChartAccount> getAccounts() {
        return chart.slice(null, 0, 1_000).stream()
                .filter(account -> account.values().active())
                .toList();
    }

    public Long getId() {
        return id;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
