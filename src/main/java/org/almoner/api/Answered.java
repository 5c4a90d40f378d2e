package org.almoner.api;

import jakarta.ws.rs.WebApplicationException;

/** Ends a request with a problem that is already worded. */
final class Answered extends WebApplicationException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    Answered(int status, String detail) {
        super(status);
        this.problem = Problem.of(status, detail);
    }

    static Answered notFound(String what) {
        return new Answered(404, "There is no " + what);
    }

    Problem problem() {
        return problem;
    }
}
