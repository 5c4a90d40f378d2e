package org.almoner.launch;

import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;

/** Almoner's own lines, and from everything else warnings. Payara sets levels of its own that the configuration cannot undo. */
public final class LogFilter implements Filter {

    @Override
    public boolean isLoggable(LogRecord event) {
        var logger = event.getLoggerName();
        return event.getLevel().intValue() >= Level.WARNING.intValue()
                || logger != null && logger.startsWith("org.almoner.");
    }
}
