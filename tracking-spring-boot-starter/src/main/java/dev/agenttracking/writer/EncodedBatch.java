// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * Ended executions that are stored in one go.
 *
 * @param format how their bytes are to be read: the {@link RecordEncoder#format()} of the encoder that made them, perhaps one of
 *     an older or newer version of this library in another process
 * @param records in the order in which they ended
 * @param running those of them that may be in the store as running: these old rows give way to the new ones
 * @param replayed whether some of them may be in the store already as they are; then nothing may be there twice
 */
public record EncodedBatch(String format, List<EncodedRecord> records, Set<UUID> running, boolean replayed) {}
