// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.RejectedRecordException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Whose a refused record is, and where in its call tree, as far as its own row says so. All is null where it cannot be read, as of
 * a record that is damaged or in a format that this version does not know.
 */
record LetterOrigin(
        @Nullable UUID rootId,
        @Nullable UUID parentId,
        @Nullable Integer depth,
        @Nullable String vaultId,
        @Nullable String conversationId,
        @Nullable String userId) {

    private static final LetterOrigin UNKNOWN = new LetterOrigin(null, null, null, null, null, null);

    static LetterOrigin of(byte[] record, String format) {
        try {
            List<RecordFormat.Table> tables = RecordFormat.parse(format).tables();
            EncodedRows.check(record, tables.size());
            for (int i = 0; i < tables.size(); i++) {
                long found = EncodedRows.find(record, i);
                if (tables.get(i).name().equals(TrackingTables.EXECUTIONS.name()) && found != EncodedRows.NONE) {
                    return in(CopyReader.read(
                                    tables.get(i),
                                    ByteBuffer.wrap(record, EncodedRows.offset(found), EncodedRows.length(found)))
                            .get(0));
                }
            }
            return UNKNOWN;
        } catch (RejectedRecordException | RuntimeException e) {
            return UNKNOWN;
        }
    }

    private static LetterOrigin in(Map<String, @Nullable Object> row) {
        return new LetterOrigin(
                (UUID) row.get("root_execution_id"),
                (UUID) row.get("parent_execution_id"),
                (Integer) row.get("depth"),
                (String) row.get("vault_id"),
                (String) row.get("conversation_id"),
                (String) row.get("user_id"));
    }
}
