package org.almoner.demo;

import com.google.gson.JsonObject;

/** An answer other than success, as Stripe words it. */
final class StripeProblem extends RuntimeException {
    private static final long serialVersionUID = 1L;

    final int status;
    private final String type;
    private final String code;
    private final String param;

    StripeProblem(int status, String type, String code, String message, String param) {
        super(message);
        this.status = status;
        this.type = type;
        this.code = code;
        this.param = param;
    }

    static StripeProblem invalid(String message, String param) {
        return new StripeProblem(400, "invalid_request_error", "parameter_invalid", message, param);
    }

    static StripeProblem missing(String what, String id) {
        return new StripeProblem(
                404, "invalid_request_error", "resource_missing", "No such " + what + ": '" + id + "'", "id");
    }

    JsonObject body() {
        return Json.object("error", Json.object("type", type, "code", code, "message", getMessage(), "param", param));
    }
}
