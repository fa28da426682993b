// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The row that a result stands on. */
record SqlRow(ResultSet result) implements Row {

    @Override
    public <T> @Nullable T value(String column, Class<T> type) throws SQLException {
        if (type == String.class) {
            return type.cast(result.getString(column));
        }
        if (type == BigDecimal.class) {
            return type.cast(result.getBigDecimal(column));
        }
        if (type == Instant.class) {
            OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
            return time == null ? null : type.cast(time.toInstant());
        }
        return result.getObject(column, type);
    }

    @Override
    public List<String> texts(String column) throws SQLException {
        Array array = result.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }
}
