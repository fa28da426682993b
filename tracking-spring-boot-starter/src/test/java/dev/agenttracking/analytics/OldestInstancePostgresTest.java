// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.TestDatabase;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("postgres")
class OldestInstancePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final OldestInstance oldest = new OldestInstance(database.dataSource(), null);

    @BeforeAll
    static void makesTables() throws Exception {
        GeneratedTables.prepare(database);
    }

    @Test
    void isKnownForAsLongAsOneLives() throws Exception {
        database.execute(
                "insert into agent_instances (instance_id, service_name, started_at, heartbeat_at, heartbeat_timeout_ms)"
                        + " values ('older', 'shop', now() - interval '2 hours', now() + interval '1 hour', 60000),"
                        + " ('younger', 'shop', now() - interval '1 hour', now() + interval '1 hour', 60000),"
                        + " ('other', 'bank', now() - interval '3 hours', now() + interval '1 hour', 60000)");
        assertThat(oldest.is("older", "shop")).contains(true);
        assertThat(oldest.is("younger", "shop")).contains(false);
        assertThat(oldest.is(null, "shop")).contains(false);

        database.execute("update agent_instances set died_at = now() where instance_id = 'older'");
        assertThat(oldest.is("younger", "shop")).contains(true);

        database.execute("update agent_instances set heartbeat_at = now() - interval '1 hour'");
        assertThat(oldest.is("younger", "shop"))
                .as("nobody has been heard of for too long, as when the database was away")
                .isEmpty();
        assertThat(oldest.is("younger", null)).isEmpty();
    }
}
