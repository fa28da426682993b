// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * SPI: the tables of the database, kept in memory as they are at one moment. A row is its values by column name: {@code text} and
 * {@code jsonb} as text, {@code uuid} as {@link UUID}, times as {@link java.time.Instant}, arrays as lists, numbers boxed; what is
 * NULL may be missing.
 */
public interface MemoryTables {

    /** All rows of a table; none where there is no such table. */
    List<Map<String, @Nullable Object>> rows(String table);

    /** The rows of a table that belong to one execution. */
    List<Map<String, @Nullable Object>> rows(String table, UUID executionId);

    /** How many executions were there and are no longer. */
    long forgotten();

    /** What is kept, in a few words that go on after "memory: ". */
    String describe();
}
