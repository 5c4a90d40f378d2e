package org.almoner.giftaid;

import java.io.IOException;
import java.time.LocalDate;
import java.util.Map;
import java.util.TreeMap;

/** Makes lines of the schedule from gifts, one after the other, and hands them on. */
final class ScheduleRows {

    /** Takes a line of the schedule. */
    interface Taker {
        void take(ScheduleRow row) throws IOException;
    }

    private final Taker taker;
    private final long below;
    private final long most;
    private final Map<LocalDate, Together> together = new TreeMap<>();

    /**
     * @param below gifts of less pence stand together; 0 for none
     * @param most pence that may stand in such a line
     */
    ScheduleRows(Taker taker, long below, long most) {
        this.taker = taker;
        this.below = below;
        this.most = most;
    }

    private record Together(int gifts, LocalDate last, long pence) {}

    /** Small gifts wait for others of their accounting period until a line is full. */
    void add(ClaimLine line) throws IOException {
        if (line.amountMinor() >= below) {
            taker.take(ScheduleRow.of(line));
            return;
        }
        Together known = together.get(line.periodEnd());
        if (known != null && known.pence() + line.amountMinor() > most) {
            take(known);
            known = null;
        }
        together.put(
                line.periodEnd(),
                known == null
                        ? new Together(1, line.receivedOn(), line.amountMinor())
                        : new Together(
                                known.gifts() + 1,
                                line.receivedOn().isAfter(known.last()) ? line.receivedOn() : known.last(),
                                known.pence() + line.amountMinor()));
    }

    /** What still waits. */
    void end() throws IOException {
        for (Together waiting : together.values()) {
            take(waiting);
        }
        together.clear();
    }

    private void take(Together full) throws IOException {
        taker.take(ScheduleRow.together(full.gifts(), full.last(), full.pence()));
    }
}
