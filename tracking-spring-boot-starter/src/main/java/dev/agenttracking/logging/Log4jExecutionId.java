// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.logging;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Execution;
import java.util.Map;
import org.apache.logging.log4j.core.impl.ContextDataFactory;
import org.apache.logging.log4j.core.util.ContextDataProvider;
import org.apache.logging.log4j.util.StringMap;
import org.jspecify.annotations.Nullable;

/**
 * Gives Log4j2 the id of the current execution, as {@value ExecutionIdFilter#KEY}, for each line that is logged. Log4j2 finds
 * it as a service, and asks it on the thread that logs, also where an asynchronous logger or appender writes the line.
 *
 * <p><b>Threading</b>: thread-safe, without state.
 */
public final class Log4jExecutionId implements ContextDataProvider {

    @Override
    public Map<String, String> supplyContextData() {
        String id = current();
        return id == null ? Map.of() : Map.of(ExecutionIdFilter.KEY, id);
    }

    /** What Log4j2 keeps with the event, so it is one that nobody changes. */
    @Override
    public StringMap supplyStringMap() {
        String id = current();
        if (id == null) {
            return ContextDataFactory.emptyFrozenContextData();
        }
        StringMap data = ContextDataFactory.createContextData(1);
        data.putValue(ExecutionIdFilter.KEY, id);
        data.freeze();
        return data;
    }

    @Override
    public @Nullable Object getValue(String key) {
        return ExecutionIdFilter.KEY.equals(key) ? current() : null;
    }

    private static @Nullable String current() {
        try {
            Execution current = CurrentExecution.recorded();
            return current == null ? null : current.id().toString();
        } catch (Throwable fault) {
            return null;
        }
    }
}
