package org.almoner.api;

/** Ends a request with a problem that is already worded. */
final class Answered extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final transient Problem problem;

    Answered(int status, String detail) {
        super(detail);
        this.problem = Problem.of(status, detail);
    }

    static Answered notFound(String what) {
        return new Answered(404, "There is no " + what);
    }

    Problem problem() {
        return problem;
    }
}
