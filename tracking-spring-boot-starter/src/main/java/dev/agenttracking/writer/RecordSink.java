// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A store of executions. Called by the writer's thread alone, never by an application's.
 *
 * <p><b>Failure</b>: an exception means that nothing of the batch is stored, or that it is unknown whether it is. The writer
 * brings the same batch again, marked {@link RecordBatch#replayed()}; storing it twice must leave what storing it once leaves.
 * {@link RejectedRecordException} means that the content is at fault and that the same batch would fail again.
 */
public interface RecordSink extends AutoCloseable {

    /** Makes the store ready, for example its tables. Called before the first batch, again and again until it succeeds. */
    default void prepare() throws Exception {}

    /** Stores all of a batch, or nothing. */
    void write(RecordBatch batch) throws Exception;

    /**
     * Says that this process lives, and which executions it is at. Called after {@link #prepare()} and then at each heartbeat
     * interval. An exception means that it is said again after a while.
     *
     * @param running those stored before that have not ended
     * @param lost those stored before as running whose final records were dropped, and how they ended
     */
    default void heartbeat(List<Execution> running, Map<UUID, ExecutionStatus> lost) throws Exception {}

    /**
     * Does a part of what the store itself needs as time goes by. Called at each heartbeat interval, after {@link #prepare()}; other
     * threads may store encoded batches meanwhile. An exception means nothing but that.
     */
    default void maintain() throws Exception {}

    /**
     * Says how the transactions ended that stored executions are of, where those were stored before; none is committed. An
     * exception means that it is said again after a while.
     */
    default void note(Map<UUID, TransactionEnd> transactions) throws Exception {}

    /**
     * Stores what is said of answers of executions that were stored before. What comes again, after an exception, must be there
     * once.
     */
    default void evaluated(List<LateEvaluation> evaluations) throws Exception {}

    /**
     * Says that this process stores no more for now; what it is still at is as good as abandoned. Called before {@link #close()}
     * where the store could be reached last.
     */
    default void farewell() throws Exception {}

    /** Gives up what the sink holds. The writer calls nothing afterwards but, if it is started again, {@link #prepare()}. */
    @Override
    default void close() {}

    /** The store in a few words, for messages. */
    String describe();
}
