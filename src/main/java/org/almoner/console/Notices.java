package org.almoner.console;

import jakarta.enterprise.context.SessionScoped;
import jakarta.faces.application.FacesMessage;
import jakarta.faces.context.FacesContext;
import jakarta.inject.Named;
import java.io.Serializable;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What was done, to be said by the next page that is shown. The flash of Faces would do it, but loses what it was given
 * when its cookie comes too late for a page that is partly sent already.
 */
@Named
@SessionScoped
public class Notices implements Serializable {

    private static final long serialVersionUID = 1L;

    private final Queue<String> waiting = new ConcurrentLinkedQueue<>();

    void keep(String text) {
        waiting.add(text);
    }

    /** Called before a page is rendered. Whole ones alone: what asks for a part, each two seconds perhaps, has no place for it. */
    public void show() {
        var faces = FacesContext.getCurrentInstance();
        if (faces.getPartialViewContext().isAjaxRequest()) {
            return;
        }
        for (var text = waiting.poll(); text != null; text = waiting.poll()) {
            faces.addMessage(null, new FacesMessage(FacesMessage.SEVERITY_INFO, "", text));
        }
    }
}
