package org.almoner.api;

import jakarta.json.JsonObject;
import jakarta.ws.rs.core.Response;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.almoner.database.Rejection.Fault;

/**
 * An error as RFC 9457 writes it.
 *
 * @param detail what went wrong and what to do, without anything secret
 * @param errors the fields that do not hold; empty for other errors
 */
record Problem(int status, String detail, List<Fault> errors) {

    static final String TYPE = "application/problem+json";

    static Problem of(int status, String detail) {
        return new Problem(status, detail, List.of());
    }

    Response.ResponseBuilder response() {
        return Response.status(status).type(TYPE).entity(bytes());
    }

    byte[] bytes() {
        return json().toString().getBytes(StandardCharsets.UTF_8);
    }

    private JsonObject json() {
        var known = Response.Status.fromStatusCode(status);
        var json = Wire.object()
                .add("type", "about:blank")
                .add("title", known == null ? "Error" : known.getReasonPhrase())
                .add("status", status)
                .add("detail", detail);
        if (!errors.isEmpty()) {
            var list = Wire.array();
            errors.forEach(
                    fault -> list.add(Wire.object().add("field", fault.field()).add("message", fault.message())));
            json.add("errors", list);
        }
        return json.build();
    }
}
