package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.almoner.donor.DonorChange;
import org.almoner.donor.DonorChanges;
import org.almoner.donor.DonorDraft;
import org.almoner.donor.DonorQueries;

/** One request of a donor: what holds beside what they wrote, and the two ways to decide it. */
@Named
@RequestScoped
public class DonorChangePage {

    /** One thing as it was and as it is wanted. */
    public record Line(String name, String before, String after) {

        public boolean differs() {
            return !Objects.equals(before, after);
        }
    }

    private static final String FORM = "decide";

    private DonorChanges changes;
    private DonorQueries donors;
    private Formats formats;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private DonorChange change;
    private Integer version;
    private String reason;

    protected DonorChangePage() {}

    @Inject
    DonorChangePage(
            HttpServletRequest request,
            DonorChanges changes,
            DonorQueries donors,
            Formats formats,
            Deeds deeds,
            Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.changes = changes;
        this.donors = donors;
        this.formats = formats;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getChange() == null) {
            Deeds.missing();
        }
    }

    /** Makes it hold; refused if the donor was changed since the page was opened. */
    public void accept() {
        if (deeds.attempt(viewer.isFundraiser(), FORM, () -> changes.accept(id, version, viewer.getEmail()))) {
            deeds.done("donorchange.accepted");
            deeds.goTo("donor-changes");
        }
    }

    public void refuse() {
        if (deeds.attempt(viewer.isFundraiser(), FORM, () -> changes.refuse(id, reason, viewer.getEmail()))) {
            deeds.done("donorchange.refused");
            deeds.goTo("donor-changes");
        }
    }

    public DonorChange getChange() {
        if (change == null && id != null) {
            change = changes.find(id).orElse(null);
        }
        return change;
    }

    /** Every thing that donors write, with what it was before. */
    public List<Line> getLines() {
        var before = change.present();
        var after = change.wished();
        List<Line> lines = new ArrayList<>();
        lines.add(new Line("name", before.name(), after.name()));
        lines.add(new Line("address", street(before.address()), street(after.address())));
        lines.add(new Line("postcode", postcode(before.address()), postcode(after.address())));
        lines.add(new Line("city", city(before.address()), city(after.address())));
        lines.add(new Line("country", country(before.address()), country(after.address())));
        return lines;
    }

    private static String street(DonorDraft.Address address) {
        return address == null ? "" : String.join("\n", address.lines());
    }

    private static String postcode(DonorDraft.Address address) {
        return address == null || address.postcode() == null ? "" : address.postcode();
    }

    private static String city(DonorDraft.Address address) {
        return address == null || address.city() == null ? "" : address.city();
    }

    private String country(DonorDraft.Address address) {
        return address == null || address.country() == null ? "" : formats.country(address.country());
    }

    /** Whether the reader may decide it. */
    public boolean isDecidable() {
        return viewer.isFundraiser() && getChange() != null && change.open();
    }

    /** The donor's version that was looked at; travels with the form. */
    public Integer getVersion() {
        if (version == null && getChange() != null) {
            version = donors.find(change.donor()).orElseThrow().version();
        }
        return version;
    }

    public void setVersion(Integer version) {
        this.version = version;
    }

    public String getReason() {
        return reason;
    }

    public void setReason(String reason) {
        this.reason = reason;
    }

    public Long getId() {
        return id;
    }
}
