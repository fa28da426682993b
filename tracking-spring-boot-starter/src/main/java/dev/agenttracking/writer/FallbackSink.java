// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sink that gives way to another where it turns out, at the first contact, that it is of the wrong kind.
 *
 * <p><b>Threading</b>: {@link #active()} is for any thread; else as the two sinks allow.
 */
public final class FallbackSink implements EncodedRecordSink {

    private static final Logger log = LoggerFactory.getLogger(FallbackSink.class);

    private final EncodedRecordSink first;
    private final EncodedRecordSink fallback;
    private final Predicate<Exception> unfit;
    private volatile EncodedRecordSink active;

    /**
     * Combines two sinks.
     *
     * @param fallback must be able to read what the first one's encoders make
     * @param unfit tells the exceptions of {@link RecordSink#prepare} after which the first is given up
     */
    public FallbackSink(EncodedRecordSink first, EncodedRecordSink fallback, Predicate<Exception> unfit) {
        this.first = first;
        this.active = first;
        this.fallback = fallback;
        this.unfit = unfit;
    }

    /** The one in use. */
    public RecordSink active() {
        return active;
    }

    @Override
    public void prepare() throws Exception {
        try {
            active.prepare();
        } catch (Exception e) {
            if (active == fallback || !unfit.test(e)) {
                throw e;
            }
            log.warn(
                    "Tracking keeps its records in {}, not in {}: {}",
                    fallback.describe(),
                    active.describe(),
                    e.getMessage());
            EncodedRecordSink given = active;
            active = fallback;
            try {
                given.close();
            } catch (RuntimeException | Error fault) {
                log.debug("The store that was given up cannot be closed", fault);
            }
            active.prepare();
        }
    }

    @Override
    public boolean outlivesProcess() {
        return active.outlivesProcess();
    }

    /** That of the first one, also later: what waits may have been made before. */
    @Override
    public RecordEncoder newEncoder() {
        return first.newEncoder();
    }

    @Override
    public void write(EncodedBatch batch) throws Exception {
        active.write(batch);
    }

    @Override
    public void deadLetter(EncodedRecord refused, String format, Throwable reason) throws Exception {
        active.deadLetter(refused, format, reason);
    }

    @Override
    public void write(RecordBatch batch) throws Exception {
        active.write(batch);
    }

    @Override
    public void heartbeat(List<Execution> running, Map<UUID, ExecutionStatus> lost) throws Exception {
        active.heartbeat(running, lost);
    }

    @Override
    public void maintain() throws Exception {
        active.maintain();
    }

    @Override
    public void note(Map<UUID, TransactionEnd> transactions) throws Exception {
        active.note(transactions);
    }

    @Override
    public void evaluated(List<LateEvaluation> evaluations) throws Exception {
        active.evaluated(evaluations);
    }

    @Override
    public void farewell() throws Exception {
        active.farewell();
    }

    @Override
    public void close() {
        active.close();
    }

    @Override
    public String describe() {
        return active.describe();
    }
}
