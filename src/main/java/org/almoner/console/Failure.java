package org.almoner.console;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.http.HttpServletRequest;
import java.util.logging.Level;
import java.util.logging.Logger;

/** Why a page could not be shown: into the log with all of it, onto the page without. */
@Named
@RequestScoped
public class Failure {

    private static final Logger LOG = Logger.getLogger(Failure.class.getName());

    private HttpServletRequest request;

    protected Failure() {}

    @Inject
    Failure(HttpServletRequest request) {
        this.request = request;
    }

    /** The container says nothing about an error that has a page; so this page does. */
    public void log() {
        if (request.getAttribute(RequestDispatcher.ERROR_EXCEPTION) instanceof Throwable error) {
            LOG.log(
                    Level.SEVERE,
                    error,
                    () -> "The page " + request.getAttribute(RequestDispatcher.ERROR_REQUEST_URI) + " failed");
        }
    }
}
