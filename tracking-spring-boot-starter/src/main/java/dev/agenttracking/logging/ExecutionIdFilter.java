// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.logging;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.turbo.TurboFilter;
import ch.qos.logback.core.spi.FilterReply;
import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import org.jspecify.annotations.Nullable;
import org.slf4j.ILoggerFactory;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.Marker;

/**
 * Puts the id of the current execution into the log's MDC, as {@value #KEY}, whenever a line is about to be logged. So every
 * line of an agent bears it, and calls that log nothing pay nothing. Lets every line through.
 *
 * <p><b>Threading</b>: thread-safe, without state.
 */
public final class ExecutionIdFilter extends TurboFilter {

    /** The name in the MDC. */
    public static final String KEY = "execution_id";

    private static final String NAME = "agent-tracking";

    /** Adds one to Logback, once; nothing where the application logs with something else. */
    public static void install() {
        ILoggerFactory factory = LoggerFactory.getILoggerFactory();
        if (factory instanceof LoggerContext logback
                && logback.getTurboFilterList().stream().noneMatch(filter -> NAME.equals(filter.getName()))) {
            ExecutionIdFilter filter = new ExecutionIdFilter();
            filter.setName(NAME);
            filter.setContext(logback);
            filter.start();
            logback.addTurboFilter(filter);
        }
    }

    @Override
    public FilterReply decide(
            @Nullable Marker marker,
            Logger logger,
            Level level,
            @Nullable String format,
            @Nullable Object @Nullable [] parameters,
            @Nullable Throwable failure) {
        try {
            if (level.isGreaterOrEqual(logger.getEffectiveLevel())) {
                show();
            }
        } catch (Throwable fault) {
            // The line is logged without the id; there is nothing to report it to but this log.
        }
        return FilterReply.NEUTRAL;
    }

    private static void show() {
        Execution current = CurrentExecution.recorded();
        String shown = MDC.get(KEY);
        if (current != null) {
            String id = current.id().toString();
            if (!id.equals(shown)) {
                MDC.put(KEY, id);
            }
        } else if (shown != null) {
            MDC.remove(KEY);
        }
    }
}
