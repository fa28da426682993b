// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TransactionEnd;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs a line for each ended execution, without content: for development, and for those who collect logs. */
public final class LogRecordSink implements RecordSink {

    private static final Logger log = LoggerFactory.getLogger("dev.agenttracking.executions");

    @Override
    public void write(RecordBatch batch) {
        for (Execution execution : batch.executions()) {
            if (execution.hasEnded()) {
                log.info(
                        "{} {} {} in {} ms, root {}",
                        execution.id(),
                        execution.method(),
                        execution.status().storedName(),
                        TimeUnit.NANOSECONDS.toMillis(execution.endNanos() - execution.startNanos()),
                        execution.rootId());
            }
        }
    }

    @Override
    public void note(Map<UUID, TransactionEnd> transactions) {
        transactions.forEach((id, end) -> log.info("{} transaction {}", id, end.storedName()));
    }

    @Override
    public String describe() {
        return "the log";
    }
}
