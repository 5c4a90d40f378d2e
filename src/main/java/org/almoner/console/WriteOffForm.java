package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.HttpServletRequest;
import java.util.HashMap;
import java.util.Map;
import org.almoner.database.Rejection;
import org.almoner.reconcile.ExceptionQueries;
import org.almoner.reconcile.ExceptionView;
import org.almoner.reconcile.WriteOff;
import org.almoner.reconcile.WriteOffs;

/** Gives an exception up: what that would do stands above the reason that it needs. */
@Named
@RequestScoped
public class WriteOffForm {

    private ExceptionQueries exceptions;
    private WriteOffs writeOffs;
    private Deeds deeds;
    private Viewer viewer;

    private Long id;
    private ExceptionView exception;
    private WriteOff.Preview preview;
    private String obstacle;
    private boolean looked;
    private final Map<String, String> form = new HashMap<>();

    protected WriteOffForm() {}

    @Inject
    WriteOffForm(
            HttpServletRequest request, ExceptionQueries exceptions, WriteOffs writeOffs, Deeds deeds, Viewer viewer) {
        // known before the parts of the page are asked whether they are there
        this.id = Choice.number(request.getParameter("id"));
        this.exceptions = exceptions;
        this.writeOffs = writeOffs;
        this.deeds = deeds;
        this.viewer = viewer;
    }

    /** Lets in who may write off. */
    public void load() {
        if (!viewer.isFinance()) {
            Deeds.forbidden();
        } else if (getException() == null) {
            Deeds.missing();
        }
    }

    public void ask() {
        deeds.attempt(viewer.isFinance() && id != null, "writeoff", () -> {
            var asked = writeOffs.ask(id, form.get("reason"), viewer.getEmail());
            deeds.done(asked.waits() ? "write-off.waits" : "write-off.made");
            deeds.goTo("exception?id=" + id);
        });
    }

    public ExceptionView getException() {
        if (exception == null && id != null) {
            exception = exceptions.find(id).orElse(null);
        }
        return exception;
    }

    /** What it would do; null when it cannot be done. */
    public WriteOff.Preview getPreview() {
        if (!looked) {
            looked = true;
            try {
                preview = writeOffs.preview(id);
            } catch (Rejection no) {
                obstacle = no.faults().get(0).message();
            }
        }
        return preview;
    }

    /** Why it cannot be done; null when it can. */
    public String getObstacle() {
        return getPreview() == null ? obstacle : null;
    }

    /** What stands in the fields. */
    public Map<String, String> getForm() {
        return form;
    }
}
