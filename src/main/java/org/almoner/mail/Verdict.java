package org.almoner.mail;

import java.time.Duration;

/**
 * What an answer means for a letter: how it stands now, and how long it rests before the next try.
 *
 * @param state QUEUED, SENT, FAILED, DROPPED or SUPPRESSED
 * @param attempts the answers so far about this letter
 * @param reply what the server said, for staff
 */
record Verdict(String state, int attempts, Duration pause, String reply) {

    static final String SENT = "SENT";
    private static final String QUEUED = "QUEUED";
    private static final String FAILED = "FAILED";
    private static final String DROPPED = "DROPPED";
    private static final String SUPPRESSED = "SUPPRESSED";

    /** A recipient that was refused so often is not asked again. */
    static final int MOST_REFUSALS = 3;

    /** A letter that got no final answer in so many tries, over some days, is given up. */
    static final int MOST_ATTEMPTS = 60;

    /** A letter whose answer was lost so often has probably arrived more than once already. */
    static final int MOST_UNCERTAIN = 3;

    private static final int QUICK_ATTEMPTS = 20;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
    private static final Duration QUICK_PAUSE = Duration.ofSeconds(30);
    private static final Duration LONGEST_PAUSE = Duration.ofHours(4);
    private static final Duration SERVER_DOWN = Duration.ofSeconds(10);

    /**
     * @param attempts the answers there were before
     * @param serverUp whether the server took part at all; if not, it is no fault of the letter
     */
    static Verdict of(Delivery delivery, int attempts, boolean serverUp) {
        int answers = attempts + 1;
        switch (delivery.outcome()) {
            case SENT:
                return new Verdict(SENT, answers, Duration.ZERO, delivery.text());
            case DROPPED:
                return new Verdict(DROPPED, attempts, Duration.ZERO, delivery.text());
            case SUPPRESSED:
                return new Verdict(SUPPRESSED, attempts, Duration.ZERO, delivery.text());
            case REJECTED:
                boolean never = delivery.code() == 0 || answers >= MOST_REFUSALS;
                return new Verdict(never ? FAILED : QUEUED, answers, pause(answers), delivery.text());
            default:
                if (delivery.uncertain()) {
                    return new Verdict(
                            answers >= MOST_UNCERTAIN ? FAILED : QUEUED, answers, QUICK_PAUSE, delivery.text());
                }
                return serverUp
                        ? new Verdict(
                                answers >= MOST_ATTEMPTS ? FAILED : QUEUED, answers, pause(answers), delivery.text())
                        : new Verdict(QUEUED, attempts, SERVER_DOWN, delivery.text());
        }
    }

    // For ten minutes never longer than half a minute, since a server that is going up or down answers 4xx to all.
    private static Duration pause(int answers) {
        Duration pause = answers <= QUICK_ATTEMPTS ? FIRST_PAUSE : QUICK_PAUSE;
        Duration longest = answers <= QUICK_ATTEMPTS ? QUICK_PAUSE : LONGEST_PAUSE;
        int doublings = answers <= QUICK_ATTEMPTS ? answers - 1 : answers - QUICK_ATTEMPTS;
        for (int i = 0; i < doublings && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) > 0 ? longest : pause;
    }
}
