// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.OwnServer;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.OverflowSettings;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that only reads costs nothing but time, and a standby that takes over gets what is to be stored. */
@Tag("postgres")
class FailoverPostgresTest {

    private static final int PER_SECOND = 300;

    @TempDir
    private Path primaryDirectory;

    @TempDir
    private Path standbyDirectory;

    @TempDir
    private Path spillDirectory;

    @Test
    void waitsOnDiskWhileTheServerOnlyReads() throws Exception {
        try (OwnServer server = new OwnServer(primaryDirectory)) {
            new TrackingSchema(server.pool(), null).migrate();
            OverflowSettings spilling =
                    OverflowSettings.spillingTo(spillDirectory, 1L << 30).withBuffer(64 * 1024);
            try (FaultRig rig =
                    new FaultRig(server.url("postgres"), TestDatabase.USERNAME, spilling, 1, FaultRig.QUEUE_CAPACITY)) {
                rig.load().start(PER_SECOND);
                rig.awaitMore(50);
                server.readOnly(true);
                rig.awaitFailures(2);
                rig.load().call(1_000);
                rig.awaitSpilled(500);
                assertThat(rig.counts().deadLettered() + rig.counts().droppedTotal())
                        .isZero();
                server.readOnly(false);
                rig.awaitMore(1_000);
                rig.assertNothingIsLost(server.pool());
            }
        }
    }

    @Test
    void goesOnWithTheStandbyThatTakesOver() throws Exception {
        try (OwnServer primary = new OwnServer(primaryDirectory)) {
            new TrackingSchema(primary.pool(), null).migrate();
            try (OwnServer standby = primary.standby(standbyDirectory);
                    FaultRig rig = new FaultRig(
                            "jdbc:postgresql://localhost:" + standby.port() + ",localhost:" + primary.port()
                                    + "/postgres?targetServerType=primary&hostRecheckSeconds=1",
                            TestDatabase.USERNAME)) {
                rig.load().start(PER_SECOND);
                rig.awaitMore(50);
                assertThat(text(standby, "select pg_is_in_recovery()")).isEqualTo("t");

                // It lives on, with the connections of the pool, as behind some managed databases' addresses.
                primary.readOnly(true);
                rig.awaitFailures(1);
                String sent = text(primary, "select pg_current_wal_lsn()");
                await().until(() -> text(standby, "select pg_last_wal_replay_lsn() >= '" + sent + "'")
                        .equals("t"));
                standby.execute("select pg_promote()");

                rig.awaitMore(200);
                rig.assertNothingIsLost(standby.pool());
            }
        }
    }

    private static String text(OwnServer server, String sql) throws SQLException {
        try (Connection connection = server.pool().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }
}
