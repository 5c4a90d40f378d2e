package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.almoner.database.Rejection;
import org.almoner.donor.DonorQueries;
import org.almoner.donor.DonorView;
import org.almoner.giftaid.Declaration;
import org.almoner.giftaid.DeclarationQueries;
import org.almoner.giftaid.Declarations;
import org.almoner.time.Calendar;

/** Notes what a donor declared, or a new version of it. */
@Named
@RequestScoped
public class GiftAidDeclarationForm {

    private static final String FORM = "declaration";

    private DonorQueries donors;
    private DeclarationQueries queries;
    private Declarations declarations;
    private Calendar calendar;
    private Deeds deeds;
    private Viewer viewer;
    private Words words;

    private Long donorId;
    private Long replaces;
    private DonorView donor;
    private final Map<String, String> form = new HashMap<>();
    private boolean past;
    private boolean future;
    private boolean recorded;
    private boolean overseas;

    protected GiftAidDeclarationForm() {}

    @Inject
    GiftAidDeclarationForm(
            HttpServletRequest request,
            DonorQueries donors,
            DeclarationQueries queries,
            Declarations declarations,
            Calendar calendar,
            Deeds deeds,
            Viewer viewer,
            Words words) {
        // known before the parts of the page are asked whether they are there
        this.donorId = Choice.number(request.getParameter("donor"));
        this.replaces = Choice.number(request.getParameter("replaces"));
        this.donors = donors;
        this.queries = queries;
        this.declarations = declarations;
        this.calendar = calendar;
        this.deeds = deeds;
        this.viewer = viewer;
        this.words = words;
    }

    /** Fills the form with the version to be replaced, or with what is known of the donor. */
    public void load() {
        if (!isAllowed()) {
            Deeds.forbidden();
            return;
        }
        var before = replaces == null ? null : queries.find(replaces).orElse(null);
        if (getDonor() == null || replaces != null && before == null) {
            Deeds.missing();
            return;
        }
        form.put("madeOn", calendar.today().toString());
        if (before == null) {
            begin();
        } else {
            goOn(before.values());
        }
    }

    private void begin() {
        var name = donor.values().name().strip();
        int cut = name.lastIndexOf(' ');
        form.put("firstName", cut < 0 ? "" : name.substring(0, cut));
        form.put("lastName", name.substring(cut + 1));
        form.put("how", Declaration.How.WRITTEN.name());
        form.put("entity", queries.charities().stream().findFirst().orElse(""));
        past = true;
        future = true;
        var address = donor.values().address();
        if (address != null && !address.lines().isEmpty()) {
            form.put("house", address.lines().get(0));
            form.put(
                    "addressLines",
                    String.join("\n", address.lines().subList(1, address.lines().size())));
            form.put("postcode", address.postcode());
            overseas = address.country() != null && !address.country().equals("GB");
        }
    }

    private void goOn(Declaration.Draft before) {
        form.put("entity", before.entity());
        form.put("how", before.how().name());
        form.put("wording", before.wording());
        form.put("gift", before.gift());
        form.put("from", text(before.from()));
        form.put("to", text(before.to()));
        form.put("title", before.title());
        form.put("firstName", before.firstName());
        form.put("lastName", before.lastName());
        form.put("house", before.house());
        form.put("addressLines", String.join("\n", before.addressLines()));
        form.put("postcode", before.postcode());
        past = before.past();
        future = before.future();
        overseas = before.overseas();
    }

    public void save() {
        deeds.attempt(isAllowed(), FORM, () -> {
            long id = declarations.note(draft(), replaces, viewer.getEmail());
            deeds.done("giftaid.declaration.noted");
            deeds.goTo("gift-aid-declaration?id=" + id);
        });
    }

    private Declaration.Draft draft() {
        var lines = Choice.text(form.get("addressLines"));
        return new Declaration.Draft(
                donorId,
                Choice.text(form.get("entity")),
                day("madeOn"),
                Choice.of(Declaration.How.class, form.get("how")),
                recorded,
                form.get("evidence"),
                form.get("wording"),
                form.get("gift"),
                past,
                future,
                day("from"),
                day("to"),
                form.get("title"),
                form.get("firstName"),
                form.get("lastName"),
                form.get("house"),
                lines == null ? List.of() : lines.lines().toList(),
                form.get("postcode"),
                overseas);
    }

    private LocalDate day(String field) {
        if (Choice.text(form.get(field)) == null) {
            return null;
        }
        var day = FundPage.day(form.get(field));
        if (day == null) {
            throw Rejection.invalid(field, words.say("date.wrong"));
        }
        return day;
    }

    private static String text(LocalDate day) {
        return Objects.toString(day, "");
    }

    public boolean isAllowed() {
        return viewer.isFinance() || viewer.isFundraiser();
    }

    public DonorView getDonor() {
        if (donor == null && donorId != null) {
            donor = donors.find(donorId).orElse(null);
        }
        return donor;
    }

    public Long getDonorId() {
        return donorId;
    }

    /** Id of the version to be replaced, or null. */
    public Long getReplaces() {
        return replaces;
    }

    public List<String> getCharities() {
        return queries.charities();
    }

    public List<Declaration.Wording> getWordings() {
        return queries.wordings();
    }

    public Declaration.How[] getWays() {
        return Declaration.How.values();
    }

    public boolean isPast() {
        return past;
    }

    public void setPast(boolean past) {
        this.past = past;
    }

    public boolean isFuture() {
        return future;
    }

    public void setFuture(boolean future) {
        this.future = future;
    }

    public boolean isRecorded() {
        return recorded;
    }

    public void setRecorded(boolean recorded) {
        this.recorded = recorded;
    }

    public boolean isOverseas() {
        return overseas;
    }

    public void setOverseas(boolean overseas) {
        this.overseas = overseas;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
