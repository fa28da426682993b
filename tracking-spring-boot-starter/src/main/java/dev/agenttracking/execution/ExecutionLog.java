// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStatus;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Logs the life of executions, without their content, to a logger per agent: begin, end, skip and cancellation at debug level,
 * failure and timeout as warnings. {@code logging.level.dev.agenttracking.agent.<agent>} says what of it is seen.
 */
final class ExecutionLog {

    private ExecutionLog() {}

    static void began(Execution execution) {
        Logger log = execution.policy().log();
        if (execution.isRecorded() && log.isDebugEnabled()) {
            log.debug("{} begins, execution {}", execution.method(), execution.id());
        }
    }

    static void ended(Execution execution) {
        Logger log = execution.policy().log();
        ExecutionStatus status = execution.status();
        if (status == ExecutionStatus.FAILED || status == ExecutionStatus.TIMEOUT) {
            if (log.isWarnEnabled()) {
                log.warn(
                        "{} {} after {} ms{}, execution {}",
                        execution.method(),
                        status == ExecutionStatus.FAILED ? "failed" : "ran out of time",
                        millis(execution),
                        because(execution),
                        execution.id());
            }
        } else if (log.isDebugEnabled()) {
            log.debug(
                    "{} ends as {} after {} ms{}, execution {}",
                    execution.method(),
                    status.storedName(),
                    millis(execution),
                    status == ExecutionStatus.SKIPPED ? reasonOf(execution) : "",
                    execution.id());
        }
    }

    private static long millis(Execution execution) {
        return TimeUnit.NANOSECONDS.toMillis(execution.endNanos() - execution.startNanos());
    }

    /** The class alone: messages may hold what is not for the log. */
    private static String because(Execution execution) {
        Throwable failure = execution.failure();
        return failure == null
                ? ""
                : " with " + Failures.unwrap(failure).getClass().getName();
    }

    private static String reasonOf(Execution execution) {
        Verdict verdict = execution.verdict();
        @Nullable String reason = verdict == null ? null : verdict.reasoning();
        return reason == null ? "" : " (it gave a reason)";
    }
}
