package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.journal.Pledge;
import org.almoner.journal.PledgeQueries;
import org.almoner.journal.Pledges;
import org.almoner.money.Money;
import org.almoner.time.Calendar;

/** One pledge: what was promised, what is owed, and what may be done about it. */
@Named
@RequestScoped
public class PledgePage {

    private PledgeQueries queries;
    private Pledges pledges;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private Long id;
    private final Map<String, String> form = new HashMap<>();
    private Pledge pledge;
    private List<String> candidates;

    protected PledgePage() {}

    @Inject
    PledgePage(
            HttpServletRequest request,
            PledgeQueries queries,
            Pledges pledges,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.queries = queries;
        this.pledges = pledges;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        form.put("on", calendar.today().toString());
    }

    public void load() {
        if (getPledge() == null) {
            Deeds.missing();
        }
    }

    /** Notes that the condition was met. */
    public void meet() {
        attempt("met", "pledge.met", () -> pledges.meet(id, day(), form.get("reference"), viewer.getEmail()));
    }

    /** Has a gift pay it. */
    public void pay() {
        attempt("pay", "pledge.paid", () -> pledges.pay(id, form.get("gift"), viewer.getEmail()));
    }

    /** Undoes that a gift paid it. */
    public void unpay(long payment) {
        attempt(null, "pledge.unpaid", () -> pledges.unpay(id, payment, viewer.getEmail()));
    }

    /** Writes off what is owed, or lets it lapse. */
    public void end() {
        attempt("end", "pledge.ended", () -> pledges.end(id, form.get("why"), viewer.getEmail()));
    }

    private void attempt(String where, String said, Runnable deed) {
        if (deeds.attempt(viewer.isFinance(), where, deed)) {
            deeds.done(said);
            deeds.goTo("pledge?id=" + id);
        }
    }

    private LocalDate day() {
        var day = FundPage.day(form.get("on"));
        if (day == null) {
            throw Rejection.invalid("on", words.say("date.wrong"));
        }
        return day;
    }

    public Pledge getPledge() {
        if (pledge == null && id != null) {
            pledge = queries.find(id).orElse(null);
        }
        return pledge;
    }

    public List<Pledge.Due> getSchedule() {
        return queries.schedule(id);
    }

    /** A part of the schedule as money. */
    public Money amount(Pledge.Due due) {
        return new Money(due.minor(), pledge.amount().currency());
    }

    public List<Pledge.Payment> getPayments() {
        return queries.payments(id);
    }

    /** Gifts of the donor that may pay it. */
    public List<String> getCandidates() {
        if (candidates == null) {
            candidates = queries.candidates(id);
        }
        return candidates;
    }

    /** What stands in the fields: {@code on}, {@code reference}, {@code gift}, {@code why}. */
    public Map<String, String> getForm() {
        return form;
    }
}
