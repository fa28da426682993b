// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A partition that is there, made by the library or by somebody else.
 *
 * @param table the table that it is part of
 * @param name as it is written in SQL
 * @param isDefault whether it has what no other one has
 * @param from its least id, null for none
 * @param to the least id beyond, null for none
 */
record Partition(
        String table,
        String name,
        boolean isDefault,
        @Nullable String from,
        @Nullable String to) {

    private static final String ALL = """
            select parent.relname, child.oid::regclass::text, pg_get_expr(child.relpartbound, child.oid)
            from pg_class parent
            join pg_inherits i on i.inhparent = parent.oid
            join pg_class child on child.oid = i.inhrelid
            where parent.relnamespace = (select oid from pg_namespace where nspname = coalesce(?, current_schema()))
              and parent.relname = any (?)
            """;

    private static final Pattern RANGE = Pattern.compile("FROM \\((.*)\\) TO \\((.*)\\)");

    /** The partitions of these tables. */
    static List<Partition> read(MaintenanceSession session, List<PartitionedTable> tables) throws SQLException {
        String[] names = tables.stream().map(PartitionedTable::name).toArray(String[]::new);
        return session.list(
                ALL, row -> of(row.getString(1), row.getString(2), row.getString(3)), session.schema(), names);
    }

    private static Partition of(String table, String name, String bounds) {
        Matcher range = RANGE.matcher(bounds);
        return range.find()
                ? new Partition(table, name, false, bound(range.group(1)), bound(range.group(2)))
                : new Partition(table, name, true, null, null);
    }

    private static @Nullable String bound(String text) {
        return text.startsWith("'") ? text.substring(1, text.length() - 1) : null;
    }

    /** Whether it has ids of a range. As texts ids have the order that the database gives them. */
    boolean overlaps(UUID lower, UUID upper) {
        return !isDefault
                && (from == null || from.compareTo(upper.toString()) < 0)
                && (to == null || to.compareTo(lower.toString()) > 0);
    }

    /** Whether all its ids are less. */
    boolean endsBefore(UUID id) {
        return !isDefault && to != null && to.compareTo(id.toString()) <= 0;
    }
}
