// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * What a schema holds of the tracker's tables, read from the catalogue, which every role may read.
 *
 * @param schema its name
 * @param schemaExists whether it is there
 * @param tables how many of the written tables are there
 * @param differences columns that are missing or of another type
 * @param outdatedFiles the SQL files whose tables are not all there as they should be
 * @param newestChange whether the newest change set has run; null where no changelog says
 */
record SchemaState(
        String schema,
        boolean schemaExists,
        int tables,
        List<String> differences,
        List<String> outdatedFiles,
        @Nullable Boolean newestChange) {

    /** The id of the last change set in the changelog. */
    static final String NEWEST_CHANGE = "tracking-8";

    /** The tables that are written, and of each the columns with their types. */
    private static final Map<String, Map<String, String>> WRITTEN = written();

    /** Which of the SQL files makes a table; the first one makes those that are not here. */
    private static final Map<String, Integer> FILE_OF_TABLE = Map.of(
            InstanceTable.NAME,
            1,
            RegistryTable.NAME,
            1,
            DeadLetterTable.NAME,
            3,
            ExpiredContent.PROGRESS_TABLE,
            4,
            Rollups.STAGE_TABLE,
            6,
            Rollups.LLM_TABLE,
            6);

    /** Which of them adds a column to a table that is older than the column. */
    private static final Map<String, Integer> FILE_OF_COLUMN = Map.ofEntries(
            Map.entry("agent_llm_calls.operation", 2),
            Map.entry("agent_llm_calls.chunks", 2),
            Map.entry("agent_dead_letters.root_execution_id", 5),
            Map.entry("agent_dead_letters.parent_execution_id", 5),
            Map.entry("agent_dead_letters.depth", 5),
            Map.entry("agent_dead_letters.vault_id", 5),
            Map.entry("agent_dead_letters.conversation_id", 5),
            Map.entry("agent_dead_letters.user_id", 5),
            Map.entry("agent_performance_metrics.granularity", 6),
            Map.entry("agent_performance_metrics.duration_sketch", 6),
            Map.entry("agent_performance_metrics.invalid_responses", 6),
            Map.entry("agent_maintenance.looked_at", 6));

    /** This one makes neither; it may run again, so it is run with those that do. */
    private static final int FILE_OF_NEITHER = 7;

    private static final String SCHEMA_AND_CHANGELOG = """
            select n.oid is not null,
                   c.oid is not null,
                   has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
            from (values (?::text, ?::text)) as wanted (schema_name, changelog)
            left join pg_namespace n on n.nspname = wanted.schema_name
            left join pg_class c on c.relnamespace = n.oid and c.relname = wanted.changelog
            """;

    private static final String COLUMNS = """
            select c.relname, a.attname, format_type(a.atttypid, null)
            from pg_namespace n
            join pg_class c on c.relnamespace = n.oid and c.relkind in ('r', 'p')
            join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
            where n.nspname = ? and c.relname = any (?)
            """;

    /** Whether there is nothing to do. */
    boolean isCurrent() {
        return hasTables() && !Boolean.FALSE.equals(newestChange);
    }

    /** Whether rows can be written. */
    boolean hasTables() {
        return differences.isEmpty();
    }

    /** Whether tables of these names were made by somebody else. */
    boolean hasForeignTables() {
        return tables > 0 && !hasTables() && newestChange == null;
    }

    /** The SQL files to run where nothing makes the tables. */
    String files() {
        return String.join(" and ", outdatedFiles.isEmpty() ? TrackingSchema.SQL_RESOURCES : outdatedFiles);
    }

    /** What is missing, in a few words. */
    String difference() {
        if (tables == 0) {
            return "none of them is there";
        }
        int shown = Math.min(3, differences.size());
        String first = String.join(", ", differences.subList(0, shown));
        return differences.size() > shown ? first + " and " + (differences.size() - shown) + " more" : first;
    }

    static SchemaState read(Connection connection, String schema) throws SQLException {
        boolean exists;
        boolean changelog;
        boolean readable;
        try (PreparedStatement statement = connection.prepareStatement(SCHEMA_AND_CHANGELOG)) {
            statement.setString(1, schema);
            statement.setString(2, LiquibaseMigration.CHANGELOG_TABLE);
            try (ResultSet result = statement.executeQuery()) {
                result.next();
                exists = result.getBoolean(1);
                changelog = result.getBoolean(2);
                readable = result.getBoolean(3);
            }
        }
        Map<String, Map<String, String>> found = columns(connection, schema);
        return new SchemaState(
                schema,
                exists,
                found.size(),
                differences(found).values().stream().flatMap(List::stream).toList(),
                outdatedFiles(found),
                (changelog && readable) ? (Boolean) hasRun(connection, schema) : null);
    }

    private static Map<String, Map<String, String>> columns(Connection connection, String schema) throws SQLException {
        Map<String, Map<String, String>> found = new HashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(COLUMNS)) {
            statement.setString(1, schema);
            statement.setArray(
                    2, connection.createArrayOf("text", WRITTEN.keySet().toArray()));
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    found.computeIfAbsent(result.getString(1), table -> new HashMap<>())
                            .put(result.getString(2), result.getString(3));
                }
            }
        }
        return found;
    }

    /** By table, of those that are not as they should be. */
    private static Map<String, List<String>> differences(Map<String, Map<String, String>> found) {
        Map<String, List<String>> differences = new LinkedHashMap<>();
        WRITTEN.forEach((table, columns) -> {
            List<String> own = differencesOf(table, columns, found.get(table));
            if (!own.isEmpty()) {
                differences.put(table, own);
            }
        });
        return differences;
    }

    private static List<String> differencesOf(
            String table, Map<String, String> columns, @Nullable Map<String, String> present) {
        if (present == null) {
            return List.of("no " + table);
        }
        List<String> differences = new ArrayList<>();
        columns.forEach((column, wanted) -> {
            String type = present.get(column);
            if (!wanted.equals(type)) {
                differences.add(
                        table + "." + column + " is " + (type == null ? "not there" : type + ", not " + wanted));
            }
        });
        return differences;
    }

    /** The files that make what is missing. */
    private static List<String> outdatedFiles(Map<String, Map<String, String>> found) {
        Set<Integer> files = new TreeSet<>();
        WRITTEN.forEach((table, columns) -> columns.forEach((column, type) -> {
            Map<String, String> present = found.getOrDefault(table, Map.of());
            if (present.isEmpty()) {
                files.add(FILE_OF_TABLE.getOrDefault(table, 0));
            }
            if (!type.equals(present.get(column))) {
                files.add(FILE_OF_COLUMN.getOrDefault(table + "." + column, FILE_OF_TABLE.getOrDefault(table, 0)));
            }
        }));
        if (!files.isEmpty()) {
            files.add(FILE_OF_NEITHER);
        }
        return files.stream().map(TrackingSchema.SQL_RESOURCES::get).toList();
    }

    private static Map<String, Map<String, String>> written() {
        Map<String, Map<String, String>> tables = new LinkedHashMap<>();
        for (CopyTable<?> table : TrackingTables.ALL) {
            Map<String, String> columns = new LinkedHashMap<>();
            table.columns().forEach(column -> columns.put(column.name(), column.type()));
            tables.put(table.name(), columns);
        }
        tables.put(InstanceTable.NAME, InstanceTable.COLUMNS);
        tables.put(RegistryTable.NAME, RegistryTable.COLUMNS);
        tables.put(DeadLetterTable.NAME, DeadLetterTable.COLUMNS);
        tables.put(ExpiredContent.PROGRESS_TABLE, ExpiredContent.COLUMNS);
        tables.put(Rollups.EXECUTION_TABLE, Rollups.EXECUTION_COLUMNS);
        tables.put(Rollups.STAGE_TABLE, Rollups.STAGE_COLUMNS);
        tables.put(Rollups.LLM_TABLE, Rollups.LLM_COLUMNS);
        return tables;
    }

    private static boolean hasRun(Connection connection, String schema) throws SQLException {
        String sql = "select 1 from " + TrackingSchema.quoted(schema) + "." + LiquibaseMigration.CHANGELOG_TABLE
                + " where id = ? and author = 'agent-tracking'";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, NEWEST_CHANGE);
            try (ResultSet result = statement.executeQuery()) {
                return result.next();
            }
        }
    }
}
