// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Inserts rows, a thousand with a statement: one statement for each took ten times as long where there are many vaults. Rows go as
 * JSON, which PostgreSQL reads by the columns' types.
 */
final class RowInsert {

    private static final int ROWS_PER_STATEMENT = 1_000;

    private static final String INSERT =
            "insert into %1$s (%2$s) select %2$s from jsonb_populate_recordset(null::%1$s, :rows::jsonb)";

    private static final JsonMapper JSON = new JsonMapper();

    private RowInsert() {}

    /** Inserts rows that all have the same columns. */
    static void into(Connection connection, String table, List<Map<String, @Nullable Object>> rows)
            throws SQLException {
        for (int from = 0; from < rows.size(); from += ROWS_PER_STATEMENT) {
            List<Map<String, @Nullable Object>> some =
                    rows.subList(from, Math.min(rows.size(), from + ROWS_PER_STATEMENT));
            ArrayNode array = JSON.createArrayNode();
            for (Map<String, @Nullable Object> row : some) {
                ObjectNode object = array.addObject();
                row.forEach((column, value) -> put(object, column, value));
            }
            String columns = String.join(", ", some.get(0).keySet());
            NamedSql.update(connection, INSERT.formatted(table, columns), Map.of("rows", array.toString()));
        }
    }

    private static void put(ObjectNode object, String column, @Nullable Object value) {
        if (value instanceof Long number) {
            object.put(column, number);
        } else if (value instanceof Double number) {
            object.put(column, number);
        } else if (value instanceof BigDecimal number) {
            object.put(column, number);
        } else if (value instanceof Boolean truth) {
            object.put(column, truth);
        } else if (value instanceof byte[] bytes) {
            object.put(column, "\\x" + HexFormat.of().formatHex(bytes));
        } else if (value instanceof JsonNode json) {
            object.set(column, json);
        } else if (value != null) {
            object.put(column, value.toString());
        }
    }
}
