package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.component.UIInput;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.almoner.database.Rejection;

/** How every change on a screen goes: may they, do it, say what became of it where it belongs. */
@RequestScoped
class Deeds {

    private Words words;
    private Notices notices;

    protected Deeds() {}

    @Inject
    Deeds(Words words, Notices notices) {
        this.words = words;
        this.notices = notices;
    }

    /**
     * Does something if it is allowed. What a store will not keep is said at the field of the same name.
     *
     * @param form id of the form whose fields carry the names of the values
     * @return whether it was done
     */
    boolean attempt(boolean allowed, String form, Runnable deed) {
        if (!allowed) {
            complain(null, words.say("forbidden"));
            return false;
        }
        try {
            deed.run();
            return true;
        } catch (Rejection rejection) {
            rejection.faults().forEach(fault -> complainAt(form, fault));
            return false;
        }
    }

    /** Says that it is done, on the page that comes next. */
    void done(String key, Object... values) {
        notices.keep(words.say(key, values));
    }

    /** Says on this page why it was not done. */
    void complain(String field, String text) {
        FacesContext.getCurrentInstance().addMessage(field, new FacesMessage(FacesMessage.SEVERITY_ERROR, "", text));
    }

    /** Goes to a page of the console, so that reloading it does nothing twice. */
    void goTo(String page) {
        try {
            var external = FacesContext.getCurrentInstance().getExternalContext();
            external.redirect(external.getRequestContextPath() + "/console/" + page);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Answers 404: what the address names does not exist. */
    static void missing() {
        answer(404);
    }

    /** Answers 403: the page is not for this role. */
    static void forbidden() {
        answer(403);
    }

    private static void answer(int status) {
        var faces = FacesContext.getCurrentInstance();
        try {
            faces.getExternalContext().responseSendError(status, null);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        faces.responseComplete();
    }

    private void complainAt(String form, Rejection.Fault fault) {
        var id = form + ":" + fault.field();
        var field = form == null
                ? null
                : FacesContext.getCurrentInstance().getViewRoot().findComponent(id);
        if (field instanceof UIInput input) {
            // what was written must stay in the field, and its value has left it for the model already
            input.setSubmittedValue(input.getValue());
            input.setValid(false);
            complain(id, fault.message());
        } else {
            complain(null, fault.message());
        }
    }
}
