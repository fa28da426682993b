// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A row in memory.
 *
 * @param columns values by column name, of the types that {@link Row#value} is asked for; missing ones are NULL
 */
record MemoryRow(Map<String, @Nullable Object> columns) implements Row {

    static List<MemoryRow> all(List<Map<String, @Nullable Object>> rows) {
        return rows.stream().map(MemoryRow::new).toList();
    }

    /** Reads a value, for what cannot be expressed with {@code SQLException}. */
    <T> @Nullable T get(String column, Class<T> type) {
        return type.cast(columns.get(column));
    }

    /** Whether a column has this text; null asks nothing of it. */
    boolean has(String column, @Nullable String text) {
        return text == null || text.equals(columns.get(column));
    }

    @Override
    public <T> @Nullable T value(String column, Class<T> type) {
        return get(column, type);
    }

    @Override
    public List<String> texts(String column) throws SQLException {
        List<?> texts = get(column, List.class);
        return texts == null
                ? List.of()
                : texts.stream().map(String.class::cast).toList();
    }
}
