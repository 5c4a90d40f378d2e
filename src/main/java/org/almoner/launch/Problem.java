package org.almoner.launch;

import java.util.List;

/** A reason not to start that an operator can mend; its lines are all there is to say about it. */
public final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What the settings say is wrong. */
    public static final int SETTINGS = 2;

    /** Something around us is wrong: folder, port, database, deployment. */
    public static final int START = 1;

    private final int exitCode;

    Problem(int exitCode, List<String> lines) {
        super(String.join(System.lineSeparator(), lines));
        this.exitCode = exitCode;
    }

    Problem(String line) {
        this(START, List.of(line));
    }

    /** What the process ends with: {@link #SETTINGS} or {@link #START}. */
    public int exitCode() {
        return exitCode;
    }
}
