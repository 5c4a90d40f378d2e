package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import org.almoner.bank.BankFile;
import org.almoner.bank.BankFiles;
import org.almoner.database.Rejection;

/** One file of statements: what would come in with it, or did. */
@Named
@RequestScoped
public class BankFilePage {

    private BankFiles files;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private BankFile file;
    private String refusal;

    protected BankFilePage() {}

    @Inject
    BankFilePage(HttpServletRequest request, BankFiles files, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.files = files;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    public void load() {
        if (getFile() == null && refusal == null) {
            Deeds.missing();
        }
    }

    public void take() {
        if (id != null && deeds.attempt(viewer.isFinance(), null, () -> files.take(id, viewer.getEmail()))) {
            deeds.done("bank.file.imported");
            deeds.goTo("bank-file?id=" + id);
        }
    }

    public void discard() {
        if (id != null && deeds.attempt(viewer.isFinance(), null, () -> files.discard(id, viewer.getEmail()))) {
            deeds.done("bank.file.discarded");
            deeds.goTo("bank-statements");
        }
    }

    public BankFile getFile() {
        if (file == null && id != null && refusal == null) {
            try {
                file = files.find(id);
            } catch (Rejection noLonger) {
                refusal = noLonger.reason() == Rejection.Reason.UNKNOWN ? null : noLonger.getMessage();
            }
        }
        return file;
    }

    /** Why the file does not hold any more, or null. */
    public String getRefusal() {
        return refusal;
    }

    public Long getId() {
        return id;
    }
}
