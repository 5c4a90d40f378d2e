package org.almoner.database;

import jakarta.validation.ConstraintViolation;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What a store answers when it will not keep something: nothing was changed, and each fault says its remedy. */
public final class Rejection extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why nothing was kept. */
    public enum Reason {
        /** A value does not hold. */
        INVALID,
        /** What is to be changed does not exist. */
        UNKNOWN,
        /** Something with this code or address exists already. */
        DUPLICATE,
        /** It was changed by somebody else since it was read. */
        STALE
    }

    /**
     * @param field the name of the value as it is written in JSON
     * @param message what is wrong with it and what to write
     */
    public record Fault(String field, String message) {}

    private final Reason reason;
    private final transient List<Fault> faults;

    public Rejection(Reason reason, List<Fault> faults) {
        super(faults.stream().map(Fault::message).collect(Collectors.joining("; ")));
        this.reason = reason;
        this.faults = List.copyOf(faults);
    }

    public static Rejection invalid(String field, String message) {
        return new Rejection(Reason.INVALID, List.of(new Fault(field, message)));
    }

    public static Rejection duplicate(String field, String message) {
        return new Rejection(Reason.DUPLICATE, List.of(new Fault(field, message)));
    }

    public static Rejection unknown(String what) {
        return new Rejection(Reason.UNKNOWN, List.of(new Fault("id", "there is no " + what)));
    }

    public static Rejection stale(int read, int now) {
        return new Rejection(
                Reason.STALE,
                List.of(new Fault(
                        "version",
                        "it was changed since you read version " + read + " (now " + now + "); read it again")));
    }

    /**
     * @throws Rejection if there is any violation
     */
    public static void refuse(Collection<? extends ConstraintViolation<?>> violations) {
        if (!violations.isEmpty()) {
            throw new Rejection(
                    Reason.INVALID,
                    violations.stream()
                            .map(violation ->
                                    new Fault(violation.getPropertyPath().toString(), violation.getMessage()))
                            .sorted(Comparator.comparing(Fault::field).thenComparing(Fault::message))
                            .toList());
        }
    }

    public Reason reason() {
        return reason;
    }

    public List<Fault> faults() {
        return faults;
    }
}
