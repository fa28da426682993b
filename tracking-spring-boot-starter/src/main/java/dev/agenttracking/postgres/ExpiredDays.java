// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Drops the partitions whose days are over for longer than executions are kept, at each step those of a day at most, and deletes
 * rows of such days from the default partitions, a few at a time. Of an execution its own row goes last.
 *
 * <p>{@code DETACH … CONCURRENTLY} would wait for others instead of making them wait; PostgreSQL refuses it inside of transactions
 * and where there is a default partition.
 */
final class ExpiredDays implements MaintenanceTask {

    /** Executions, or what belongs to as many, deleted in a transaction. */
    static final int BATCH = 1_000;

    private static final Logger log = LoggerFactory.getLogger(ExpiredDays.class);

    private static final String END_OF_BATCH =
            "select %s from only %s where %1$s < ? order by %1$s limit 1 offset " + (BATCH - 1);
    private static final String DELETE_UP_TO = "delete from only %s where %s <= ?";
    private static final String DELETE_BELOW = "delete from only %s where %s < ?";

    private final Duration kept;

    ExpiredDays(Duration kept) {
        this.kept = kept;
    }

    @Override
    public String purpose() {
        return "drop days that are older than tracking.retention.executions";
    }

    @Override
    public String consequence() {
        return "They stay. Let its role own the tables, or drop their partitions yourself";
    }

    @Override
    public boolean step(MaintenanceSession session, Instant now) throws SQLException {
        UUID cutoff = StoredDay.of(Earlier.of(session, now).minus(kept)).from();
        List<PartitionedTable> tables = new ArrayList<>(PartitionedTable.ALL);
        Collections.reverse(tables);
        List<Partition> present = Partition.read(session, tables);
        String oldest = present.stream()
                .filter(partition -> partition.endsBefore(cutoff))
                .map(partition -> String.valueOf(partition.to()))
                .min(String::compareTo)
                .orElse(null);
        if (oldest != null) {
            drop(
                    session,
                    tables,
                    present.stream()
                            .filter(partition -> oldest.equals(partition.to()))
                            .toList());
            return true;
        }
        boolean more = false;
        for (PartitionedTable table : tables) {
            for (Partition partition : present) {
                if (partition.isDefault() && partition.table().equals(table.name())) {
                    more |= deleteSome(session, table, partition, cutoff);
                }
            }
        }
        return more;
    }

    private static void drop(MaintenanceSession session, List<PartitionedTable> tables, List<Partition> expired)
            throws SQLException {
        for (PartitionedTable table : tables) {
            for (Partition partition : expired) {
                if (partition.table().equals(table.name())
                        && !session.alone(() -> session.execute("drop table if exists " + partition.name()))) {
                    return;
                }
            }
        }
        log.debug("{} partitions dropped", expired.size());
    }

    private static boolean deleteSome(MaintenanceSession session, PartitionedTable table, Partition rest, UUID cutoff)
            throws SQLException {
        boolean[] more = new boolean[1];
        session.alone(() -> {
            UUID last = session.value(UUID.class, END_OF_BATCH.formatted(table.key(), rest.name()), cutoff);
            more[0] = last != null;
            if (last == null) {
                session.update(DELETE_BELOW.formatted(rest.name(), table.key()), cutoff);
            } else {
                session.update(DELETE_UP_TO.formatted(rest.name(), table.key()), last);
            }
        });
        return more[0];
    }
}
