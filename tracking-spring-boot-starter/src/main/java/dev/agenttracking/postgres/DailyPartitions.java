// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes partitions, a day at each step, for today and the days to come. A day that the default partition has rows of already stays
 * there; so a database that began without partitions gets them from the next day on.
 *
 * <p>A partition is made as a table and attached: creating it in place would lock its parent against everybody, attaching lets
 * all go on but those who use the default partition, which is looked through meanwhile. So that this takes a fraction of a second
 * at most, a default partition that is too large for it is left alone.
 */
final class DailyPartitions implements MaintenanceTask {

    /** So many days ahead: for a weekend without anybody who may make them. */
    static final int DAYS_AHEAD = 3;

    /** Without what is stored out of line. It is read at gigabytes per second from memory, at a tenth of that from disks. */
    static final long LARGEST_DEFAULT_BYTES = 256L << 20;

    private static final Logger log = LoggerFactory.getLogger(DailyPartitions.class);

    private static final String HAS_ROWS = "select exists (select from only %s where %s >= ? and %2$s < ?)";

    /** A row of the day has come into the default partition just now. */
    private static final String TAKEN = "23514";

    private static final String SIZE = "select pg_relation_size(?::regclass)";

    /** Columns and indexes come with LIKE, storage parameters do not. */
    private static final String STORAGE_PARAMETERS = """
            select option
            from pg_class c
            left join pg_class t on t.oid = c.reltoastrelid
            cross join lateral (
                select unnest(c.reloptions) as option
                union all
                select 'toast.' || unnest(t.reloptions)) options
            where c.oid = ?::regclass
            """;

    /** What another role of the same group made can be dropped by all of it only where it belongs to the group. */
    private static final String OTHER_OWNER = """
            select quote_ident(pg_get_userbyid(relowner)) from pg_class
            where oid = ?::regclass and pg_get_userbyid(relowner) <> current_user
            """;

    @Override
    public String purpose() {
        return "make partitions by day";
    }

    @Override
    public String consequence() {
        return "Records go on into the default partitions. Let its role own the tables and create others in their schema, or"
                + " make partitions yourself";
    }

    @Override
    public boolean step(MaintenanceSession session, Instant now) throws SQLException {
        StoredDay today = StoredDay.of(now);
        List<Partition> present = Partition.read(session, PartitionedTable.ALL);
        SQLException tooLarge = null;
        for (int ahead = 0; ahead <= DAYS_AHEAD; ahead++) {
            StoredDay day = today.plus(ahead);
            int made = 0;
            for (PartitionedTable table : PartitionedTable.ALL) {
                List<Partition> own = present.stream()
                        .filter(partition -> partition.table().equals(table.name()))
                        .toList();
                if (own.stream().noneMatch(partition -> partition.overlaps(day.from(), day.to()))) {
                    try {
                        made += make(session, table, day, own) ? 1 : 0;
                    } catch (TooLargeException e) {
                        tooLarge = e;
                    }
                }
            }
            if (made > 0) {
                log.debug("{} partitions made for {}", made, day);
                return true;
            }
        }
        if (tooLarge != null) {
            throw tooLarge;
        }
        return false;
    }

    private static boolean make(
            MaintenanceSession session, PartitionedTable table, StoredDay day, List<Partition> present)
            throws SQLException {
        Partition rest =
                present.stream().filter(Partition::isDefault).findFirst().orElse(null);
        boolean[] made = new boolean[1];
        try {
            session.alone(() -> {
                if (!isThere(session, table, day) && (rest == null || fits(session, table, day, rest))) {
                    attach(session, table, day, rest);
                    made[0] = true;
                }
            });
            return made[0];
        } catch (SQLException e) {
            if (TAKEN.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static void attach(
            MaintenanceSession session, PartitionedTable table, StoredDay day, @Nullable Partition rest)
            throws SQLException {
        String parent = table.qualifiedName(session.schema());
        String model = rest == null ? parent : rest.name();
        String partition = session.qualified(day.partitionOf(table.name()));
        session.execute(
                "create table " + partition + " (like " + model + " including all)" + parameters(session, model));
        String owner = session.value(String.class, OTHER_OWNER, parent);
        if (owner != null) {
            session.execute("alter table " + partition + " owner to " + owner);
        }
        session.execute("alter table " + parent + " attach partition " + partition + " for values from ('" + day.from()
                + "') to ('" + day.to() + "')");
    }

    /** Another instance may have made it since it was looked for. */
    private static boolean isThere(MaintenanceSession session, PartitionedTable table, StoredDay day)
            throws SQLException {
        String partition = session.qualified(day.partitionOf(table.name()));
        return Boolean.TRUE.equals(session.value(Boolean.class, "select to_regclass(?) is not null", partition));
    }

    private static boolean fits(MaintenanceSession session, PartitionedTable table, StoredDay day, Partition rest)
            throws SQLException {
        boolean taken = Boolean.TRUE.equals(
                session.value(Boolean.class, HAS_ROWS.formatted(rest.name(), table.key()), day.from(), day.to()));
        if (taken) {
            log.debug("{} has rows of {} already, so they stay there", rest.name(), day);
            return false;
        }
        Long bytes = session.value(Long.class, SIZE, rest.name());
        if (bytes != null && bytes > LARGEST_DEFAULT_BYTES) {
            throw new TooLargeException(rest.name() + " has " + (bytes >> 20)
                    + " MB, and nobody could write to it while it is looked through");
        }
        return true;
    }

    private static String parameters(MaintenanceSession session, String model) throws SQLException {
        List<String> parameters = session.list(STORAGE_PARAMETERS, row -> row.getString(1), model);
        return parameters.stream()
                .map(option -> option.replaceFirst("=(.*)", "='$1'"))
                .collect(Collectors.joining(
                        ", ", parameters.isEmpty() ? "" : " with (", parameters.isEmpty() ? "" : ")"));
    }

    /** A default partition that is not looked through. */
    private static final class TooLargeException extends SQLException {

        private static final long serialVersionUID = 1L;

        private TooLargeException(String message) {
            super(message);
        }
    }
}
