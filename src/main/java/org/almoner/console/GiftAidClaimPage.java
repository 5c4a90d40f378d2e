package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.almoner.database.Rejection;
import org.almoner.giftaid.Claim;
import org.almoner.giftaid.ClaimFiles;
import org.almoner.giftaid.ClaimLine;
import org.almoner.giftaid.ClaimQueries;
import org.almoner.giftaid.Claims;
import org.almoner.money.Money;
import org.almoner.time.Calendar;

/** One claim: what it asks for and of which gifts, its files, and what becomes of it. */
@Named
@RequestScoped
public class GiftAidClaimPage {

    /** Lines shown at once. */
    private static final int SHOWN = 200;

    private static final Pattern POUNDS = Pattern.compile("\\d{1,12}([.,]\\d{1,2})?");

    private ClaimQueries queries;
    private Claims claims;
    private ClaimFiles files;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private Long id;
    private int after;
    private Claim claim;
    private Long changed;
    private List<ClaimLine> lines;
    private ClaimFiles.Boxes boxes;
    private final Map<String, String> form = new HashMap<>();

    protected GiftAidClaimPage() {}

    @Inject
    GiftAidClaimPage(
            HttpServletRequest request,
            ClaimQueries queries,
            Claims claims,
            ClaimFiles files,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        var place = Choice.number(request.getParameter("after"));
        this.after = place == null ? 0 : (int) Math.min(Integer.MAX_VALUE, place);
        this.queries = queries;
        this.claims = claims;
        this.files = files;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
        form.put("sent", calendar.today().toString());
        form.put("came", calendar.today().toString());
    }

    public void load() {
        if (getClaim() == null) {
            Deeds.missing();
            return;
        }
        form.put("until", claim.until().toString());
    }

    public void refresh() {
        attempt("drafting", "giftaid.claim.refreshed", () -> claims.refresh(id, day("until", "until"), me()));
    }

    public void approve() {
        attempt(null, "giftaid.claim.approved", () -> claims.approve(id, me()));
    }

    public void reopen() {
        attempt(null, "giftaid.claim.reopened", () -> claims.reopen(id, me()));
    }

    public void withdraw() {
        attempt(null, "giftaid.claim.withdrawn", () -> claims.withdraw(id, me()));
    }

    public void submit() {
        attempt(
                "sending",
                "giftaid.claim.submitted",
                () -> claims.submit(id, form.get("reference"), day("sent", "on"), me()));
    }

    public void pay() {
        attempt("paying", "giftaid.claim.paid", () -> claims.pay(id, paid(), day("came", "on"), me()));
    }

    private void attempt(String name, String done, Runnable deed) {
        if (deeds.attempt(viewer.isFinance(), name, deed)) {
            deeds.done(done);
            deeds.goTo("gift-aid-claim?id=" + id);
        }
    }

    private String me() {
        return viewer.getEmail();
    }

    private Money paid() {
        var text = Choice.text(form.get("amount"));
        if (text == null || !POUNDS.matcher(text).matches()) {
            throw Rejection.invalid("amount", words.say("refund.amount.wrong"));
        }
        return new Money(
                new BigDecimal(text.replace(',', '.')).movePointRight(2).longValueExact(), "GBP");
    }

    private LocalDate day(String value, String field) {
        var day = FundPage.day(form.get(value));
        if (day == null) {
            throw Rejection.invalid(field, words.say("date.wrong"));
        }
        return day;
    }

    public Claim getClaim() {
        if (claim == null && id != null) {
            claim = queries.find(id).orElse(null);
        }
        return claim;
    }

    /** Whether the claim is this far and the reader may take it further. */
    public boolean at(String state) {
        return viewer.isFinance() && getClaim() != null && claim.state().name().equals(state);
    }

    /** Whether it waits for somebody else than the reader. */
    public boolean isMine() {
        return at("DRAFT") && !claim.made().by().equalsIgnoreCase(me());
    }

    /** How many of its gifts changed since they were taken, as far as that is known before it is approved. */
    public long getChanged() {
        if (changed == null) {
            changed = queries.changed(getClaim()).orElse(0L);
        }
        return changed;
    }

    public List<ClaimLine> getLines() {
        if (lines == null) {
            lines = queries.lines(id, null, after, SHOWN);
        }
        return lines;
    }

    /** After which line the next ones begin; null where there are none. */
    public Integer getLater() {
        return getLines().size() < SHOWN ? null : lines.get(SHOWN - 1).line();
    }

    public ClaimFiles.Boxes getBoxes() {
        if (boxes == null) {
            boxes = files.boxes(id);
        }
        return boxes;
    }

    public ClaimFiles.Format[] getFormats() {
        return ClaimFiles.Format.values();
    }

    /** What is missing for a file, in words; empty where it can be written. */
    public String missing(ClaimFiles.Format format) {
        return String.join("; ", files.missing(getClaim(), format));
    }

    public Money pounds(long pence) {
        return new Money(pence, "GBP");
    }

    public Long getId() {
        return id;
    }

    /** What stands in the fields: {@code until}, {@code reference}, {@code sent}, {@code amount}, {@code came}. */
    public Map<String, String> getForm() {
        return form;
    }
}
