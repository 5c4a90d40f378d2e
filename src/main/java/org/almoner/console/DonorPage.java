package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.almoner.donor.Consent;
import org.almoner.donor.Donor;
import org.almoner.donor.DonorDraft;
import org.almoner.donor.DonorQueries;
import org.almoner.donor.DonorView;
import org.almoner.donor.Donors;
import org.almoner.mail.Suppression;
import org.almoner.mail.Suppressions;

/** One donor: what they gave, what happened, how to reach them; and the form that changes the last. */
@Named
@RequestScoped
public class DonorPage {

    private static final String FORM = "donor";

    private DonorQueries queries;
    private Donors donors;
    private DonorStory story;
    private Suppressions suppressions;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private DonorView donor;
    private final Map<String, String> form = new HashMap<>();

    protected DonorPage() {}

    @Inject
    DonorPage(
            HttpServletRequest request,
            DonorQueries queries,
            Donors donors,
            DonorStory story,
            Suppressions suppressions,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.queries = queries;
        this.donors = donors;
        this.story = story;
        this.suppressions = suppressions;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getDonor() == null) {
            Deeds.missing();
        }
    }

    /** Why mail to the donor's address is stopped; null while it goes. */
    public Suppression getSuppression() {
        return suppressions.of(getDonor().values().email()).orElse(null);
    }

    /** Fills the form with what is known. */
    public void edit() {
        load();
        if (donor != null) {
            var values = donor.values();
            form.put("version", Integer.toString(donor.version()));
            form.put("name", values.name());
            form.put("email", values.email());
            form.put("phone", values.phone());
            form.put("languages", String.join(", ", values.languages()));
            form.put("country", values.country());
            form.put("note", values.note());
            if (values.address() != null) {
                form.put("lines", String.join("\n", values.address().lines()));
                form.put("postcode", values.address().postcode());
                form.put("city", values.address().city());
            }
        }
    }

    public void save() {
        if (deeds.attempt(
                viewer.isFundraiser(),
                FORM,
                () -> donors.change(id, Integer.parseInt(form.get("version")), draft(), viewer.getEmail()))) {
            deeds.done("donor.saved");
            deeds.goTo("donor?id=" + id);
        }
    }

    /** What the form does not show stays as it is. */
    private DonorDraft draft() {
        var before = getDonor().values();
        var country = text("country") == null ? null : text("country").toUpperCase(Locale.ROOT);
        var lines = text("lines") == null
                ? List.<String>of()
                : text("lines")
                        .lines()
                        .map(String::strip)
                        .filter(line -> !line.isEmpty())
                        .toList();
        var address = lines.isEmpty() && text("postcode") == null && text("city") == null
                ? null
                : new DonorDraft.Address(
                        lines,
                        text("postcode"),
                        text("city"),
                        before.address() == null ? null : before.address().region(),
                        country);
        return new DonorDraft(
                before.affiliate(),
                before.kind(),
                Objects.requireNonNullElse(text("name"), ""),
                text("email"),
                text("phone"),
                text("languages") == null
                        ? List.of()
                        : List.of(text("languages").split("[,\\s]+")),
                country,
                Objects.requireNonNullElse(text("note"), ""),
                address);
    }

    private String text(String field) {
        return Choice.text(form.get(field));
    }

    public DonorView getDonor() {
        if (donor == null && id != null) {
            donor = queries.find(id).orElse(null);
        }
        return donor;
    }

    /** The name, or the address, or the number: never nothing. */
    public String getTitle() {
        var values = getDonor().values();
        return !values.name().isBlank() ? values.name() : values.email() != null ? values.email() : "#" + id;
    }

    public boolean isOrganisation() {
        return getDonor().values().kind() == Donor.Kind.ORGANISATION;
    }

    public List<DonorStory.Moment> getMoments() {
        return story.moments(id);
    }

    public int getMomentsShown() {
        return DonorStory.SHOWN;
    }

    public List<DonorStory.Total> getTotals() {
        return story.totals(id);
    }

    public List<Consent> getConsents() {
        return queries.consents(id);
    }

    public Long getId() {
        return id;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
