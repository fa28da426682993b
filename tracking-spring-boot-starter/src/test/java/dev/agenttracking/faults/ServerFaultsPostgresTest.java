// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.FaultyProxy.Moment;
import dev.agenttracking.testing.OwnServer;
import dev.agenttracking.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever becomes of the server and its processes: every execution arrives, and once. */
@Tag("postgres")
class ServerFaultsPostgresTest {

    private static final int KILLS = Integer.getInteger("tracking.test.faults", 10) / 10;
    private static final int PER_SECOND = 600;
    private static final String ROTATING = "rotating";

    @TempDir
    private static Path directory;

    private static OwnServer server;

    private FaultyProxy proxy;
    private FaultRig rig;

    @BeforeAll
    static void startsTheServer() throws Exception {
        server = new OwnServer(directory);
        new TrackingSchema(server.pool(), null).migrate();
    }

    @AfterAll
    static void endsTheServer() throws Exception {
        server.close();
    }

    @BeforeEach
    void starts() throws Exception {
        proxy = new FaultyProxy(server.port());
        starts(TestDatabase.USERNAME);
    }

    @AfterEach
    void ends() throws Exception {
        rig.close();
        proxy.close();
        server.execute(Tables.TRUNCATE);
    }

    @Test
    void losesNothingWhereItIsStoppedAndStarted() throws Exception {
        server.stop();
        rig.awaitFailures(2);
        server.startAgain();
        rig.awaitMore(200);
        rig.assertNothingIsLost(server.pool());
    }

    @Test
    void losesNothingWhereABackendIsKilledWithinACopy() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            proxy.once(Moment.COPYING, 2 + i, link -> OwnServer.kill(link.backend()));
            await().until(proxy::hasFired);
            rig.awaitMore(100);
        }
        rig.assertNothingIsLost(server.pool());
        assertThat(rig.counts().failures()).as("attempts that failed").isGreaterThanOrEqualTo(KILLS);
    }

    @Test
    void losesNothingWhereABackendIsKilledWithinACommit() throws Exception {
        for (int i = 0; i < KILLS; i++) {
            proxy.once(Moment.COMMITTING, 1 + i, link -> OwnServer.kill(link.backend()));
            await().until(proxy::hasFired);
            rig.awaitMore(100);
        }
        rig.assertNothingIsLost(server.pool());
    }

    @Test
    void storesOnceWhatABackendHadCommittedWhenItWasKilled() throws Exception {
        proxy.once(Moment.COMMITTED, 2, link -> OwnServer.kill(link.backend()));
        await().until(proxy::hasFired);
        rig.awaitMore(100);
        rig.assertNothingIsLost(server.pool());
        assertThat(rig.counts().failures()).as("attempts that failed").isPositive();
    }

    @Test
    void losesNothingWhereItIsKilledAsAWhole() throws Exception {
        server.kill();
        rig.awaitFailures(2);
        server.startAgain();
        rig.awaitMore(200);
        rig.assertNothingIsLost(server.pool());
    }

    @Test
    void losesNothingWhereItIsFrozen() throws Exception {
        server.freeze();
        rig.awaitFailures(2);
        server.thaw();
        rig.awaitMore(200);
        rig.assertNothingIsLost(server.pool());
    }

    @Test
    void losesNothingWhereItsDiskIsFull() throws Exception {
        server.limitFiles(true);
        rig.awaitFailures(2);
        server.limitFiles(false);
        rig.awaitMore(200);
        rig.assertNothingIsLost(server.pool());
    }

    @Test
    void losesNothingWhereThePasswordIsChanged() throws Exception {
        rig.close();
        server.execute("create role " + ROTATING + " login superuser password '" + TestDatabase.PASSWORD + "'");
        Path rules = server.directory().resolve("pg_hba.conf");
        Files.writeString(rules, "host all " + ROTATING + " all scram-sha-256\n" + Files.readString(rules));
        server.execute("select pg_reload_conf()");
        server.execute(Tables.TRUNCATE);
        starts(ROTATING);

        server.execute("alter role " + ROTATING + " password 'rotated'");
        proxy.cut();
        rig.awaitFailures(2);
        rig.pool().getHikariConfigMXBean().setPassword("rotated");
        rig.awaitMore(200);
        rig.assertNothingIsLost(server.pool());
    }

    private void starts(String username) throws Exception {
        rig = new FaultRig(proxy.url("postgres"), username);
        rig.load().start(PER_SECOND);
        rig.awaitMore(200);
        assertThat(rig.counts().failures()).isZero();
    }
}
