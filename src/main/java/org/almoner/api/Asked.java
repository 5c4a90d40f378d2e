package org.almoner.api;

import jakarta.ws.rs.core.UriInfo;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Function;
import org.almoner.database.Page;
import org.almoner.database.Rejection;
import org.almoner.time.Calendar;

/** The query of a list, read strictly: an unknown name or a value that does not hold is refused, not overlooked. */
final class Asked {

    private static final int TEXT_MAX = 300;

    private final UriInfo uri;

    private Asked(UriInfo uri) {
        this.uri = uri;
    }

    /**
     * @param filters the names that this list knows, beside {@code limit} and {@code after}
     * @throws Rejection if another name is asked for, or one twice
     */
    static Asked in(UriInfo uri, String... filters) {
        var known = new TreeSet<>(List.of("after", "limit"));
        known.addAll(Arrays.asList(filters));
        var faults = new ArrayList<Rejection.Fault>();
        uri.getQueryParameters().forEach((name, values) -> {
            if (!known.contains(name)) {
                faults.add(
                        new Rejection.Fault(name, "nothing here is asked for by '" + name + "'; known are " + known));
            } else if (values.size() > 1) {
                faults.add(new Rejection.Fault(name, "write it once"));
            } else if (values.get(0).length() > TEXT_MAX || values.get(0).indexOf('\0') >= 0) {
                faults.add(new Rejection.Fault(name, "write at most " + TEXT_MAX + " printable characters"));
            }
        });
        if (!faults.isEmpty()) {
            throw new Rejection(Rejection.Reason.INVALID, faults);
        }
        return new Asked(uri);
    }

    String text(String name) {
        var value = uri.getQueryParameters().getFirst(name);
        return value == null || value.isBlank() ? null : value.strip();
    }

    int limit() {
        var limit = read("limit", "a whole number from 1 to " + Page.MAX_LIMIT, Integer::valueOf);
        if (limit != null && (limit < 1 || limit > Page.MAX_LIMIT)) {
            throw Rejection.invalid("limit", "write a whole number from 1 to " + Page.MAX_LIMIT);
        }
        return limit == null ? Page.DEFAULT_LIMIT : limit;
    }

    String after() {
        return text("after");
    }

    Long number(String name) {
        return read(name, "a whole number", Long::valueOf);
    }

    Boolean flag(String name) {
        return read(name, "true or false", text -> switch (text) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(text);
        });
    }

    <E extends Enum<E>> E oneOf(String name, Class<E> type) {
        var names = Arrays.stream(type.getEnumConstants()).map(Enum::name).toList();
        return read(name, "one of " + String.join(", ", names), text -> Enum.valueOf(type, text));
    }

    String oneOf(String name, List<String> allowed) {
        return read(name, "one of " + String.join(", ", allowed), text -> {
            if (!allowed.contains(text)) {
                throw new IllegalArgumentException(text);
            }
            return text;
        });
    }

    YearMonth month(String name) {
        return read(name, "a month, such as 2026-11", YearMonth::parse);
    }

    LocalDate day(String name) {
        return read(name, "a day, such as 2026-11-19", LocalDate::parse);
    }

    ZoneId zone(String name) {
        return read(name, "a time zone, such as Europe/Berlin or UTC", ZoneId::of);
    }

    /** A moment, or the first of a day in the organisation's zone. */
    Instant from(String name, Calendar calendar) {
        return moment(name, calendar::startOf);
    }

    /** A moment that is not itself included, or the last of a day in the organisation's zone. */
    Instant to(String name, Calendar calendar) {
        return moment(name, calendar::endOf);
    }

    private Instant moment(String name, Function<LocalDate, Instant> ofDay) {
        return read(
                name,
                "a day, such as 2026-11-19, or a moment, such as 2026-11-19T08:00:00Z",
                text -> text.toUpperCase(Locale.ROOT).contains("T")
                        ? OffsetDateTime.parse(text).toInstant()
                        : ofDay.apply(LocalDate.parse(text)));
    }

    private <T> T read(String name, String expected, Function<String, T> reader) {
        var text = text(name);
        if (text == null) {
            return null;
        }
        try {
            return reader.apply(text);
        } catch (IllegalArgumentException | DateTimeException notThat) {
            throw Rejection.invalid(name, "write " + expected + ", not '" + text + "'");
        }
    }
}
