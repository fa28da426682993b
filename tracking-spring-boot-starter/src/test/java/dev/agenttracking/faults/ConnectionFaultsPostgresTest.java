// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.postgres.TrackingSchema;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.FaultyProxy.Direction;
import dev.agenttracking.testing.FaultyProxy.Moment;
import dev.agenttracking.testing.ProxyLink;
import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Whatever happens on the way to the database, and wherever: every execution arrives, and once. */
@Tag("postgres")
class ConnectionFaultsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final int POSITIONS = Integer.getInteger("tracking.test.faults", 10);
    private static final int PER_SECOND = 600;
    private static final int BATCH_BYTES = 100_000;
    private static final int ANSWER_BYTES = 1_500;

    private FaultyProxy proxy;
    private FaultRig rig;

    @BeforeEach
    void starts() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        proxy = new FaultyProxy(database.port());
        rig = new FaultRig(proxy.url(database.name()), TestDatabase.USERNAME);
        rig.load().start(PER_SECOND);
        rig.awaitMore(200);
    }

    @AfterEach
    void ends() throws Exception {
        proxy.heal();
        rig.close();
        proxy.close();
        database.execute(Tables.TRUNCATE);
    }

    @Test
    void losesNothingWhereConnectionsAreCutAtAnyByte() throws Exception {
        Random random = new Random(1);
        for (int i = 0; i < POSITIONS; i++) {
            Direction direction = i % 3 == 0 ? Direction.TO_CLIENT : Direction.TO_SERVER;
            proxy.after(direction, random.nextInt(bytes(direction)), ProxyLink::cut);
            await().until(proxy::hasFired);
            rig.awaitMore(10);
        }
        rig.assertNothingIsLost(database.dataSource());
        assertThat(rig.counts().failures()).as("attempts that failed").isPositive();
    }

    @Test
    void losesNothingWhereConnectionsFallSilentAtAnyByte() throws Exception {
        Random random = new Random(2);
        for (int i = 0; i < POSITIONS / 4; i++) {
            Direction direction = i % 2 == 0 ? Direction.TO_CLIENT : Direction.TO_SERVER;
            proxy.after(direction, random.nextInt(bytes(direction)), ProxyLink::swallow);
            await().until(proxy::hasFired);
            rig.awaitFailureOr(200);
            proxy.heal();
            rig.awaitMore(10);
        }
        rig.assertNothingIsLost(database.dataSource());
    }

    @Test
    void storesOnceWhatWasCommittedWithoutAnAnswer() throws Exception {
        for (int i = 0; i < 10; i++) {
            proxy.once(Moment.COMMITTED, 1 + i % 3, ProxyLink::cut);
            await().until(proxy::hasFired);
            rig.awaitMore(10);
        }
        rig.assertNothingIsLost(database.dataSource());
        assertThat(rig.counts().failures()).as("attempts that failed").isGreaterThanOrEqualTo(5);
    }

    @Test
    void storesOnceWhatMayHaveBeenCommitted() throws Exception {
        for (int i = 0; i < 10; i++) {
            proxy.once(Moment.COMMITTING, 1 + i % 3, ProxyLink::cut);
            await().until(proxy::hasFired);
            rig.awaitMore(10);
        }
        rig.assertNothingIsLost(database.dataSource());
    }

    @Test
    void goesOnOnceConnectionsAreTakenAgain() throws Exception {
        proxy.refuse();
        rig.awaitFailures(2);
        proxy.heal();
        rig.awaitMore(100);
        rig.assertNothingIsLost(database.dataSource());
    }

    @Test
    void goesOnOnceTheNetworkDoes() throws Exception {
        proxy.swallow();
        rig.awaitFailures(2);
        proxy.heal();
        rig.awaitMore(100);
        rig.assertNothingIsLost(database.dataSource());
    }

    @Test
    void keepsUpWithASlowNetwork() throws Exception {
        proxy.delay(Duration.ofMillis(5));
        rig.awaitMore(200);
        proxy.heal();
        rig.assertNothingIsLost(database.dataSource());
    }

    private static int bytes(Direction direction) {
        return direction == Direction.TO_SERVER ? BATCH_BYTES : ANSWER_BYTES;
    }
}
