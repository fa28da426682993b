// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import dev.agenttracking.annotation.ExecutionStatus;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A row, read by column name. */
interface Row {

    /**
     * A value.
     *
     * @param type {@code String} (also of JSON), {@code UUID}, {@code Integer}, {@code Long}, {@code Double}, {@code Boolean},
     *     {@code BigDecimal} or {@code Instant}
     * @return null for NULL
     */
    <T> @Nullable T value(String column, Class<T> type) throws SQLException;

    /** The texts of an array; empty for NULL. */
    List<String> texts(String column) throws SQLException;

    default String text(String column) throws SQLException {
        return present(textOrNull(column), column);
    }

    default @Nullable String textOrNull(String column) throws SQLException {
        return value(column, String.class);
    }

    default UUID id(String column) throws SQLException {
        return present(idOrNull(column), column);
    }

    default @Nullable UUID idOrNull(String column) throws SQLException {
        return value(column, UUID.class);
    }

    /** 0 for NULL. */
    default int integer(String column) throws SQLException {
        Integer number = integerOrNull(column);
        return number == null ? 0 : number;
    }

    default @Nullable Integer integerOrNull(String column) throws SQLException {
        return value(column, Integer.class);
    }

    /** 0 for NULL. */
    default long number(String column) throws SQLException {
        Long number = numberOrNull(column);
        return number == null ? 0 : number;
    }

    default @Nullable Long numberOrNull(String column) throws SQLException {
        return value(column, Long.class);
    }

    /** 0 for NULL. */
    default double real(String column) throws SQLException {
        Double number = realOrNull(column);
        return number == null ? 0 : number;
    }

    default @Nullable Double realOrNull(String column) throws SQLException {
        return value(column, Double.class);
    }

    default @Nullable BigDecimal decimalOrNull(String column) throws SQLException {
        return value(column, BigDecimal.class);
    }

    /** False for NULL. */
    default boolean bool(String column) throws SQLException {
        Boolean truth = boolOrNull(column);
        return truth != null && truth;
    }

    default @Nullable Boolean boolOrNull(String column) throws SQLException {
        return value(column, Boolean.class);
    }

    default Instant time(String column) throws SQLException {
        return present(timeOrNull(column), column);
    }

    default @Nullable Instant timeOrNull(String column) throws SQLException {
        return value(column, Instant.class);
    }

    default ExecutionStatus status(String column) throws SQLException {
        return present(statusOrNull(column), column);
    }

    default @Nullable ExecutionStatus statusOrNull(String column) throws SQLException {
        String name = textOrNull(column);
        return name == null ? null : ExecutionStatus.valueOf(name.toUpperCase(Locale.ROOT));
    }

    default @Nullable JsonNode json(String column) throws SQLException {
        return AnalyticsJson.read(textOrNull(column));
    }

    /** The texts of a JSON array; empty for NULL. */
    default List<String> jsonTexts(String column) throws SQLException {
        JsonNode array = json(column);
        List<String> texts = new ArrayList<>();
        if (array != null) {
            array.forEach(text -> texts.add(text.isString() ? text.stringValue() : text.toString()));
        }
        return List.copyOf(texts);
    }

    private static <T> T present(@Nullable T value, String column) throws SQLException {
        if (value == null) {
            throw new SQLException("No value in " + column);
        }
        return value;
    }
}
