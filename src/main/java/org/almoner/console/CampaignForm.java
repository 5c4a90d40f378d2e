package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.almoner.affiliate.AffiliateQueries;
import org.almoner.affiliate.AffiliateView;
import org.almoner.campaign.Campaign;
import org.almoner.campaign.CampaignDraft;
import org.almoner.campaign.CampaignQueries;
import org.almoner.campaign.CampaignView;
import org.almoner.campaign.Campaigns;
import org.almoner.campaign.FundView;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.money.Currencies;
import org.almoner.money.Money;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The form that makes a campaign or changes one. */
@Named
@RequestScoped
public class CampaignForm {

    private static final String FORM = "campaign";

    private CampaignQueries queries;
    private Campaigns campaigns;
    private AffiliateQueries affiliates;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;
    private String baseCurrency;

    private String code;
    private final Map<String, String> form = new HashMap<>();

    protected CampaignForm() {}

    @Inject
    CampaignForm(
            CampaignQueries queries,
            Campaigns campaigns,
            AffiliateQueries affiliates,
            Deeds deeds,
            Viewer viewer,
            Words words,
            @ConfigProperty(name = "almoner.base.currency", defaultValue = "EUR") String baseCurrency) {
        this.queries = queries;
        this.campaigns = campaigns;
        this.affiliates = affiliates;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        this.baseCurrency = baseCurrency;
    }

    /** Fills the form: with the campaign, or with what a new one usually is. */
    public void load() {
        if (code == null) {
            form.put("currency", baseCurrency);
            form.put("status", Campaign.Status.ACTIVE.name());
        } else {
            queries.find(code).ifPresentOrElse(this::fill, Deeds::missing);
        }
    }

    private void fill(CampaignView campaign) {
        var values = campaign.values();
        form.put("version", Integer.toString(campaign.version()));
        form.put("code", campaign.code());
        form.put("name", values.name());
        form.put("description", values.description());
        form.put("affiliate", values.affiliate());
        form.put("fund", values.fund());
        form.put("goalMinor", values.goalMinor() == null ? null : plain(values));
        form.put("currency", values.currency());
        form.put("startsOn", Objects.toString(values.startsOn(), null));
        form.put("endsOn", Objects.toString(values.endsOn(), null));
        form.put("sdg", Objects.toString(values.sdg(), null));
        form.put("status", values.status().name());
        form.put("shareLink", values.shareLink());
    }

    private static String plain(CampaignDraft values) {
        return new Money(values.goalMinor(), values.currency())
                .toDecimal()
                .stripTrailingZeros()
                .toPlainString();
    }

    public void save() {
        var done = deeds.attempt(viewer.isFundraiser(), FORM, () -> {
            if (code == null) {
                campaigns.create(text("code"), draft(), viewer.getEmail());
            } else {
                campaigns.change(code, Integer.parseInt(form.get("version")), draft(), viewer.getEmail());
            }
        });
        if (done) {
            deeds.done(code == null ? "campaign.created" : "campaign.saved");
            deeds.goTo("campaign?code=" + (code == null ? text("code") : code));
        }
    }

    private CampaignDraft draft() {
        var faults = new ArrayList<Rejection.Fault>();
        var draft = new CampaignDraft(
                text("affiliate"),
                text("name"),
                Objects.requireNonNullElse(text("description"), ""),
                text("fund"),
                read("goalMinor", "campaign.goal.wrong", this::minor, faults),
                currency(),
                read("startsOn", "date.wrong", LocalDate::parse, faults),
                read("endsOn", "date.wrong", LocalDate::parse, faults),
                read("sdg", "campaign.sdg.wrong", Integer::valueOf, faults),
                Choice.of(Campaign.Status.class, form.get("status")),
                text("shareLink"));
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
        return draft;
    }

    private <T> T read(String field, String wrong, Function<String, T> reader, List<Rejection.Fault> faults) {
        try {
            return text(field) == null ? null : reader.apply(text(field));
        } catch (IllegalArgumentException | ArithmeticException | DateTimeException e) {
            faults.add(new Rejection.Fault(field, words.say(wrong)));
            return null;
        }
    }

    /** Major units as people write them, without separators of thousands: these mean different things to each. */
    private Long minor(String text) {
        if (!text.matches("\\d{1,12}([.,]\\d{1,3})?")) {
            throw new IllegalArgumentException(text);
        }
        return new BigDecimal(text.replace(',', '.'))
                .movePointRight(Currencies.exponent(currency()))
                .longValueExact();
    }

    private String currency() {
        return text("currency") == null ? "" : text("currency").toUpperCase(Locale.ROOT);
    }

    private String text(String field) {
        return Choice.text(form.get(field));
    }

    public List<FundView> getFunds() {
        return queries.funds(null, Page.MAX_LIMIT).items();
    }

    public List<AffiliateView> getAffiliates() {
        return affiliates.page(null, Page.MAX_LIMIT).items();
    }

    public Campaign.Status[] getStatuses() {
        return Campaign.Status.values();
    }

    /** The numbers of the United Nations' goals. */
    public List<Integer> getSdgs() {
        return IntStream.rangeClosed(1, 17).boxed().toList();
    }

    /** The code of the campaign to change; null for a new one. */
    public String getCode() {
        return code;
    }

    public void setCode(String code) {
        this.code = code;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
