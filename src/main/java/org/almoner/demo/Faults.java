package org.almoner.demo;

import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedList;
import java.util.List;

/** Trouble on order: the next calls below a path answer badly, slowly, or not at all. Safe for any thread. */
public final class Faults {
    /**
     * One kind of trouble.
     *
     * @param status the HTTP status to answer instead; 0 to answer properly (after the delay); -1 to cut the connection
     *     in the middle of the answer, -2 to do what is asked and cut it then
     * @param delay how long to wait first
     */
    public record Fault(int status, Duration delay) {
        /** Too many requests. */
        public static final Fault RATE_LIMITED = new Fault(429, Duration.ZERO);

        /** An internal error at Stripe. */
        public static final Fault BROKEN = new Fault(500, Duration.ZERO);

        /** There is no such path. */
        public static final Fault MISSING = new Fault(404, Duration.ZERO);

        /** The connection breaks in the middle of the answer. */
        public static final Fault CUT = new Fault(-1, Duration.ZERO);

        /** What was asked is done, and the connection breaks before the answer. */
        public static final Fault CUT_AFTER = new Fault(-2, Duration.ZERO);

        /** The right answer, late. */
        public static Fault slow(Duration delay) {
            return new Fault(0, delay);
        }
    }

    private static final class Order {
        private final String pathPrefix;
        private final Fault fault;
        private int left;

        Order(String pathPrefix, Fault fault, int left) {
            this.pathPrefix = pathPrefix;
            this.fault = fault;
            this.left = left;
        }
    }

    private final List<Order> orders = new LinkedList<>();
    private int served;

    /** The next {@code times} calls whose path begins so get this fault; earlier orders are served first. */
    public synchronized void next(int times, String pathPrefix, Fault fault) {
        if (times < 1) {
            throw new IllegalArgumentException("times must be at least 1, was " + times);
        }
        orders.add(new Order(pathPrefix, fault, times));
    }

    /** Everything answers properly again. */
    public synchronized void clear() {
        orders.clear();
    }

    /** How many faults were served so far. */
    public synchronized int served() {
        return served;
    }

    synchronized Fault take(String path) {
        for (Iterator<Order> each = orders.iterator(); each.hasNext(); ) {
            Order order = each.next();
            if (path.startsWith(order.pathPrefix)) {
                if (--order.left == 0) {
                    each.remove();
                }
                served++;
                return order.fault;
            }
        }
        return null;
    }
}
