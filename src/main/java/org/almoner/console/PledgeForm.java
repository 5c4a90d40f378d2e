package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.almoner.database.Rejection;
import org.almoner.journal.Pledge;
import org.almoner.journal.Pledges;
import org.almoner.money.Currencies;
import org.almoner.time.Calendar;

/** Notes what a donor promised. */
@Named
@RequestScoped
public class PledgeForm {

    private static final String FORM = "pledge";
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}([.,]\\d{1,3})?");

    private Pledges pledges;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private Long donor;
    private final Map<String, String> form = new HashMap<>();

    protected PledgeForm() {}

    @Inject
    PledgeForm(
            HttpServletRequest request, Pledges pledges, Calendar calendar, Deeds deeds, Viewer viewer, Words words) {
        // known before the parts of the page are asked whether they are there
        this.donor = Choice.number(request.getParameter("donor"));
        this.pledges = pledges;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        form.put("on", calendar.today().toString());
    }

    /** Lets in who may note a pledge of somebody. */
    public void load() {
        if (!viewer.isFinance()) {
            Deeds.forbidden();
        } else if (donor == null) {
            Deeds.missing();
        }
    }

    public void save() {
        deeds.attempt(viewer.isFinance(), FORM, () -> {
            long id = pledges.promise(draft(), viewer.getEmail());
            deeds.done("pledge.noted");
            deeds.goTo("pledge?id=" + id);
        });
    }

    private Pledge.Draft draft() {
        var currency = Choice.text(form.get("currency"));
        currency = currency == null ? "" : currency.toUpperCase(Locale.ROOT);
        if (!Currencies.isCode(currency)) {
            throw Rejection.invalid("currency", words.say("fund.currency.wrong"));
        }
        var on = FundPage.day(form.get("on"));
        if (on == null) {
            throw Rejection.invalid("on", words.say("date.wrong"));
        }
        return new Pledge.Draft(
                donor,
                Choice.text(form.get("fund")),
                minor("amount", form.get("amount"), currency),
                currency,
                form.get("condition"),
                form.get("reference"),
                on,
                schedule(currency));
    }

    /** A day and an amount on each line. */
    private List<Pledge.Due> schedule(String currency) {
        var text = Choice.text(form.get("schedule"));
        return text == null
                ? List.of()
                : text.lines()
                        .filter(line -> !line.isBlank())
                        .map(line -> due(line.strip().split("\\s+"), currency))
                        .toList();
    }

    private Pledge.Due due(String[] words, String currency) {
        LocalDate day = words.length == 2 ? FundPage.day(words[0]) : null;
        if (day == null) {
            throw Rejection.invalid("schedule", this.words.say("pledge.schedule.wrong"));
        }
        return new Pledge.Due(day, minor("schedule", words[1], currency));
    }

    private long minor(String field, String text, String currency) {
        var amount = Choice.text(text);
        if (amount == null || !AMOUNT.matcher(amount).matches()) {
            throw Rejection.invalid(field, words.say("refund.amount.wrong"));
        }
        var minor = new BigDecimal(amount.replace(',', '.')).movePointRight(Currencies.exponent(currency));
        if (minor.stripTrailingZeros().scale() > 0) {
            throw Rejection.invalid(field, words.say("refund.amount.wrong"));
        }
        return minor.longValueExact();
    }

    public Long getDonor() {
        return donor;
    }

    /**
     * What stands in the fields: {@code fund}, {@code amount}, {@code currency}, {@code condition}, {@code reference},
     * {@code on}, {@code schedule}.
     */
    public Map<String, String> getForm() {
        return form;
    }
}
