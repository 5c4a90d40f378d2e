package org.almoner.api;

import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import jakarta.ws.rs.ext.ExceptionMapper;
import jakarta.ws.rs.ext.Provider;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.almoner.database.Cursor;
import org.almoner.database.Rejection;
import org.almoner.database.Rejection.Fault;
import org.jdbi.v3.core.ConnectionException;

/** Turns whatever went wrong into a problem. Only what we say ourselves reaches the caller; the rest is in the log. */
@Provider
public class Problems implements ExceptionMapper<Throwable> {

    private static final Logger LOG = Logger.getLogger(Problems.class.getName());

    @Context
    private UriInfo uri;

    @Context
    private HttpHeaders headers;

    @Override
    public Response toResponse(Throwable thrown) {
        if (thrown instanceof Rejection rejection) {
            return new Problem(status(rejection.reason()), rejection.getMessage(), errors(rejection))
                    .response()
                    .build();
        }
        if (thrown instanceof Cursor.BadCursor bad) {
            return new Problem(400, bad.getMessage(), List.of(new Fault("after", bad.getMessage())))
                    .response()
                    .build();
        }
        if (thrown instanceof Answered answered) {
            return answered.problem().response().build();
        }
        if (thrown instanceof WebApplicationException refused) {
            return web(refused);
        }
        if (databaseGone(thrown)) {
            LOG.log(Level.WARNING, "The database does not answer", thrown);
            return Problem.of(503, "The database does not answer; try again in a moment")
                    .response()
                    .header(HttpHeaders.RETRY_AFTER, 5)
                    .build();
        }
        var reference = UUID.randomUUID();
        LOG.log(Level.SEVERE, thrown, () -> "Request failed, reference " + reference);
        return Problem.of(500, "Something failed on our side; the log has it under " + reference)
                .response()
                .build();
    }

    private Response web(WebApplicationException refused) {
        var response = refused.getResponse();
        var problem = Problem.of(response.getStatus(), detail(response.getStatus()));
        var answer = problem.response();
        response.getHeaders().forEach((name, values) -> {
            if (!name.equalsIgnoreCase(HttpHeaders.CONTENT_TYPE)
                    && !name.equalsIgnoreCase(HttpHeaders.CONTENT_LENGTH)) {
                values.forEach(value -> answer.header(name, value));
            }
        });
        return answer.build();
    }

    private String detail(int status) {
        return switch (status) {
            case 401 -> "Send a token: Authorization: Bearer …; POST /api/v1/tokens makes one";
            case 403 -> "Your roles do not allow this; ask an administrator";
            case 404 -> "There is nothing at " + uri.getRequestUri().getPath();
            case 405 -> "This address does not take that method; the header Allow names those it takes";
            case 406 -> "This address cannot answer in the form that the header Accept asks for; leave it out";
            case 415 -> "Send JSON, with Content-Type: application/json; a CSV file with text/csv";
            default -> "The request cannot be answered";
        };
    }

    private int status(Rejection.Reason reason) {
        return switch (reason) {
            case INVALID -> 400;
            case UNKNOWN -> 404;
            case DUPLICATE -> 409;
            case STALE -> headers.getHeaderString(HttpHeaders.IF_MATCH) == null ? 409 : 412;
        };
    }

    private static List<Fault> errors(Rejection rejection) {
        return rejection.reason() == Rejection.Reason.UNKNOWN ? List.of() : rejection.faults();
    }

    private static boolean databaseGone(Throwable thrown) {
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectionException) {
                return true;
            }
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                // class 08: no connection; 53: no space or memory; 57P0x: the server is going down or coming up
                return Stream.of("08", "53", "57P0").anyMatch(sql.getSQLState()::startsWith);
            }
        }
        return false;
    }
}
