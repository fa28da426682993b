// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The row that a result stands on, read by column name. */
record Row(ResultSet result) {

    String text(String column) throws SQLException {
        return present(result.getString(column), column);
    }

    @Nullable
    String textOrNull(String column) throws SQLException {
        return result.getString(column);
    }

    UUID id(String column) throws SQLException {
        return present(idOrNull(column), column);
    }

    @Nullable
    UUID idOrNull(String column) throws SQLException {
        return result.getObject(column, UUID.class);
    }

    int integer(String column) throws SQLException {
        return result.getInt(column);
    }

    @Nullable
    Integer integerOrNull(String column) throws SQLException {
        return result.getObject(column, Integer.class);
    }

    long number(String column) throws SQLException {
        return result.getLong(column);
    }

    @Nullable
    Long numberOrNull(String column) throws SQLException {
        return result.getObject(column, Long.class);
    }

    double real(String column) throws SQLException {
        return result.getDouble(column);
    }

    @Nullable
    Double realOrNull(String column) throws SQLException {
        return result.getObject(column, Double.class);
    }

    @Nullable
    BigDecimal decimalOrNull(String column) throws SQLException {
        return result.getBigDecimal(column);
    }

    boolean bool(String column) throws SQLException {
        return result.getBoolean(column);
    }

    @Nullable
    Boolean boolOrNull(String column) throws SQLException {
        return result.getObject(column, Boolean.class);
    }

    Instant time(String column) throws SQLException {
        return present(timeOrNull(column), column);
    }

    @Nullable
    Instant timeOrNull(String column) throws SQLException {
        OffsetDateTime time = result.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    ExecutionStatus status(String column) throws SQLException {
        return present(statusOrNull(column), column);
    }

    @Nullable
    ExecutionStatus statusOrNull(String column) throws SQLException {
        String name = result.getString(column);
        return name == null ? null : ExecutionStatus.valueOf(name.toUpperCase(Locale.ROOT));
    }

    @Nullable
    JsonNode json(String column) throws SQLException {
        return AnalyticsJson.read(result.getString(column));
    }

    /** The texts of a JSON array; empty for NULL. */
    List<String> jsonTexts(String column) throws SQLException {
        JsonNode array = json(column);
        List<String> texts = new ArrayList<>();
        if (array != null) {
            array.forEach(text -> texts.add(text.isString() ? text.stringValue() : text.toString()));
        }
        return List.copyOf(texts);
    }

    /** The texts of an array; empty for NULL. */
    List<String> texts(String column) throws SQLException {
        Array array = result.getArray(column);
        return array == null ? List.of() : List.of((String[]) array.getArray());
    }

    private static <T> T present(@Nullable T value, String column) throws SQLException {
        if (value == null) {
            throw new SQLException("No value in " + column);
        }
        return value;
    }
}
