// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is said of failures of the store: of several in a row the first, with what becomes of the executions meanwhile, and the
 * recovery. All are counted, and open the circuit.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class StoreFailures {

    private static final Logger log = LoggerFactory.getLogger(StoreFailures.class);

    private static final int MAX_CAUSES = 20;

    private final WriterSettings settings;
    private final RecordSink sink;
    private final Backlog backlog;
    private final WriterAccount account;
    private final Circuit circuit;

    StoreFailures(WriterSettings settings, RecordSink sink, Backlog backlog, WriterAccount account, Circuit circuit) {
        this.settings = settings;
        this.sink = sink;
        this.backlog = backlog;
        this.account = account;
        this.circuit = circuit;
    }

    /** An attempt has failed. */
    void another(Throwable failure) {
        account.failed();
        if (!circuit.failed()) {
            log.debug("Tracking still cannot write to {}", sink.describe(), failure);
            return;
        }
        log.warn(
                "Tracking cannot write to {} ({}). The application is not affected; {}.",
                sink.describe(),
                firstLine(failure),
                backlog.canSpill()
                        ? "executions wait in memory, then on disk"
                        : "executions wait in memory, up to " + settings.queueCapacity()
                                + " in the queue, then the newest are dropped");
        log.debug("Why tracking cannot write", failure);
    }

    /** An attempt has succeeded. */
    void over() {
        if (circuit.succeeded()) {
            log.info("Tracking writes to {} again", sink.describe());
            backlog.wake();
        }
    }

    /** What is wrong, in a line: what was made of the last cause says where it happened, and pools wrap that once more. */
    private static String firstLine(Throwable failure) {
        Throwable telling = failure;
        for (int i = 0; i < MAX_CAUSES; i++) {
            Throwable cause = telling.getCause();
            if (cause == null || cause.getCause() == null) {
                break;
            }
            telling = cause;
        }
        String text = telling.getMessage() == null ? telling.toString() : telling.getMessage();
        return text.lines().findFirst().orElse(text);
    }
}
