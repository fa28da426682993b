// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.writer.EncodedBatch;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.EncodedRecordSink;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;

/** Counts what another sink is brought, and can be away. */
final class IngestSink implements EncodedRecordSink {

    private final EncodedRecordSink stored;
    private final LongAdder transactions = new LongAdder();
    private final LongAdder executions = new LongAdder();
    private volatile boolean away;

    IngestSink(EncodedRecordSink stored) {
        this.stored = stored;
    }

    void away(boolean isAway) {
        away = isAway;
    }

    /** How many executions a transaction had since the last time. */
    double batchSize() {
        return executions.sumThenReset() / (double) Math.max(1, transactions.sumThenReset());
    }

    @Override
    public RecordEncoder newEncoder() {
        return stored.newEncoder();
    }

    @Override
    public void prepare() throws Exception {
        look();
        stored.prepare();
    }

    @Override
    public void write(EncodedBatch batch) throws Exception {
        look();
        stored.write(batch);
        transactions.increment();
        executions.add(batch.records().size());
    }

    @Override
    public void write(RecordBatch batch) throws Exception {
        look();
        stored.write(batch);
    }

    @Override
    public void deadLetter(EncodedRecord refused, String format, Throwable reason) throws Exception {
        throw new IllegalStateException("Refused", reason);
    }

    @Override
    public void heartbeat(List<Execution> running, Map<UUID, ExecutionStatus> lost) throws Exception {
        look();
        stored.heartbeat(running, lost);
    }

    @Override
    public void maintain() throws Exception {
        stored.maintain();
    }

    @Override
    public void note(Map<UUID, TransactionEnd> ends) throws Exception {
        stored.note(ends);
    }

    @Override
    public void evaluated(List<LateEvaluation> evaluations) throws Exception {
        stored.evaluated(evaluations);
    }

    @Override
    public void farewell() throws Exception {
        stored.farewell();
    }

    @Override
    public void close() {
        stored.close();
    }

    @Override
    public String describe() {
        return stored.describe();
    }

    private void look() throws IOException {
        if (away) {
            throw new IOException("The database is away");
        }
    }
}
