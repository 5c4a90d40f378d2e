package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Map;
import java.util.Optional;
import org.almoner.audit.AuditTrail;
import org.almoner.donor.DonorLinks;
import org.almoner.receipt.DonorLinkLetters;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** The link to a donor's own page: to copy, to send, to withdraw. */
@Named
@RequestScoped
public class DonorLinkForm {

    private DonorLinks links;
    private DonorLinkLetters letters;
    private AuditTrail audit;
    private Deeds deeds;
    private Viewer viewer;
    private String baseUrl;

    private Long id;
    private String link;

    protected DonorLinkForm() {}

    @Inject
    DonorLinkForm(
            HttpServletRequest request,
            DonorLinks links,
            DonorLinkLetters letters,
            AuditTrail audit,
            Deeds deeds,
            Viewer viewer,
            @ConfigProperty(name = "almoner.base.url") Optional<String> baseUrl) {
        this.id = Choice.number(request.getParameter("id"));
        this.links = links;
        this.letters = letters;
        this.audit = audit;
        this.deeds = deeds;
        this.viewer = viewer;
        this.baseUrl = baseUrl.orElse("").replaceAll("/+$", "");
    }

    /** Makes a link; it is shown in this answer. */
    public void make() {
        deeds.attempt(viewer.isFundraiser(), null, () -> {
            record("donor.linked");
            link = links.path(id).map(path -> baseUrl + path).orElse(null);
        });
    }

    /** Sends a link to the address that is known of the donor. */
    public void send() {
        var sent = new boolean[1];
        if (deeds.attempt(viewer.isFundraiser(), null, () -> {
            sent[0] = letters.send(id);
            if (sent[0]) {
                record("donor.link.sent");
            }
        })) {
            deeds.done(sent[0] ? "donor.link.sent" : "donor.link.noemail");
            deeds.goTo("donor?id=" + id);
        }
    }

    /** Withdraws every link that was given out. */
    public void withdraw() {
        if (deeds.attempt(viewer.isFundraiser(), null, () -> {
            record("donor.links.withdrawn");
            links.withdraw(id);
        })) {
            deeds.done("donor.link.withdrawn");
            deeds.goTo("donor?id=" + id);
        }
    }

    private void record(String action) {
        audit.record(viewer.getEmail(), action, "donor", String.valueOf(id), Map.of());
    }

    /** The link that was made just now; null on every other page. */
    public String getLink() {
        return link;
    }
}
