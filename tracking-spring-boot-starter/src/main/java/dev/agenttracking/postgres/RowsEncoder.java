// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.writer.ContentEncoder;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import java.util.List;

/**
 * Turns executions into the rows that they have in the tables, as {@link EncodedRows}.
 *
 * <p><b>Threading</b>: used by one thread at a time; its buffer is used again.
 */
final class RowsEncoder implements RecordEncoder {

    private static final int FIRST_BYTES = 16_384;

    /** A buffer that one large execution has blown up is not kept for all small ones. */
    private static final int MOST_KEPT_BYTES = 1 << 20;

    private static final List<TrackingTables.Part<?>> PARTS = TrackingTables.PARTS;

    private final ServiceIdentity service;
    private final ContentEncoder content;
    private final ContentLimits limits;
    private final int[] ends = new int[PARTS.size()];
    private CopyBuffer buffer = new CopyBuffer(FIRST_BYTES);

    RowsEncoder(ServiceIdentity service, ContentEncoder content, ContentLimits limits) {
        this.service = service;
        this.content = content;
        this.limits = limits;
    }

    @Override
    public String format() {
        return RecordFormat.OWN.text();
    }

    /** The bytes of an execution as it is now, also of one that runs. */
    @Override
    public byte[] encode(Execution execution) throws RejectedRecordException {
        try {
            buffer.truncate(0);
            ExecutionRow row = new ExecutionRow(execution, service, new ContentBudget(content, limits));
            for (int i = 0; i < ends.length; i++) {
                PARTS.get(i).write(row, buffer);
                ends[i] = buffer.size();
            }
            return EncodedRows.of(execution, buffer, ends);
        } catch (RuntimeException | StackOverflowError e) {
            throw new RejectedRecordException(
                    "An execution cannot be turned into rows: " + e.getClass().getName(), e);
        } finally {
            if (buffer.array().length > MOST_KEPT_BYTES) {
                buffer = new CopyBuffer(FIRST_BYTES);
            }
        }
    }
}
