package org.almoner.database;

import java.util.List;
import java.util.function.Function;

/**
 * One page of a long list.
 *
 * @param items at most as many as were asked for
 * @param next where the following page begins, to be handed back unread ({@link Cursor}); null on the last page
 */
public record Page<T>(List<T> items, String next) {

    /** How many items a page has when nobody says. */
    public static final int DEFAULT_LIMIT = 50;

    /** How many items a page has at most. */
    public static final int MAX_LIMIT = 500;

    /** How many rows a list counts at most; beyond, screens say "10,000+". */
    public static final int COUNT_CAP = 10_000;

    /**
     * Cuts a page from rows of which one more than {@code limit} was read.
     *
     * @param place what the next page begins after, from the last item of this one
     */
    public static <T> Page<T> cut(List<T> oneMore, int limit, Function<T, String> place) {
        if (oneMore.size() <= limit) {
            return new Page<>(List.copyOf(oneMore), null);
        }
        var items = List.copyOf(oneMore.subList(0, limit));
        return new Page<>(items, place.apply(items.get(limit - 1)));
    }
}
