// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.NamedStage;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.ProxyLink;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.postgresql.ds.PGSimpleDataSource;

/** Processes that share a database; each is a sink with a monotonic clock of its own. */
@Tag("postgres")
class InstancesPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Duration TIMEOUT = Duration.ofSeconds(60);
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final Recordings recordings = new Recordings();
    private final Deque<Execution> open = new ArrayDeque<>();
    private final Recordings watch = new Recordings();
    private final PostgresRecordSink watcher = instance("watcher", watch);
    private final PostgresRecordSink worker = instance("worker", new Recordings());

    @BeforeEach
    void empties() throws Exception {
        watcher.prepare();
        database.execute("truncate agent_executions, agent_execution_logs, agent_instances, agent_registry");
    }

    @AfterEach
    void endsWhatRuns() {
        open.forEach(execution -> recordings.recorder().returned(execution, null));
    }

    @Test
    void anInstanceThatDiedLeavesItsExecutionsAbandonedAtTheirLastStage() throws Exception {
        Execution execution = running("Agent", "llm_call");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));

        watchFor(TIMEOUT.minus(INTERVAL));
        assertThat(status(execution)).isEqualTo("running at llm_call");
        watchFor(INTERVAL.multipliedBy(2));

        assertThat(status(execution)).isEqualTo("abandoned at llm_call");
        assertThat(database.value("select completed_at is null and duration_ms is null from agent_executions"))
                .isEqualTo(true);
        assertThat(database.query("select instance_id from agent_instances where died_at is not null"))
                .containsExactly(Map.of("instance_id", "worker"));
    }

    @Test
    void anInstanceThatGoesOnGivingSignsOfLifeIsLeftAlone() throws Exception {
        Execution execution = running("Agent", "llm_call");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));

        for (int i = 0; i < 30; i++) {
            watchFor(INTERVAL);
            worker.heartbeat(List.of(execution), Map.of());
        }

        assertThat(status(execution)).isEqualTo("running at llm_call");
    }

    @Test
    void clocksThatDifferMakeNobodyLookDead() throws Exception {
        Execution execution = running("Agent", "llm_call");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));
        database.execute("update agent_instances set heartbeat_at = heartbeat_at - interval '1 year'"
                + " where instance_id = 'worker'");

        watchFor(TIMEOUT.minus(INTERVAL));

        assertThat(status(execution)).isEqualTo("running at llm_call");
    }

    @Test
    void aDatabaseThatWasAwayForAllMakesNobodyLookDead() throws Exception {
        Execution execution = running("Agent", "llm_call");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));
        watchFor(TIMEOUT.minus(INTERVAL));

        watch.pass(Duration.ofHours(1));
        watcher.heartbeat(List.of(), Map.of());
        watchFor(TIMEOUT.minus(INTERVAL));
        assertThat(status(execution)).isEqualTo("running at llm_call");

        watchFor(INTERVAL.multipliedBy(2));
        assertThat(status(execution)).isEqualTo("abandoned at llm_call");
    }

    @Test
    void anInstanceThatOnlySleptSaysThatItsExecutionsRun() throws Exception {
        Execution slow = running("Slow", "llm_call");
        Execution quick = running("Quick", "llm_parse");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(slow, quick), List.of(), false));
        watchFor(TIMEOUT.plus(INTERVAL));
        assertThat(List.of(status(slow), status(quick)))
                .containsExactly("abandoned at llm_call", "abandoned at llm_parse");

        recordings.recorder().returned(quick, "done");
        worker.write(new RecordBatch(List.of(quick), List.of(quick.id()), false));
        worker.heartbeat(List.of(slow), Map.of());

        assertThat(List.of(status(slow), status(quick))).containsExactly("running at llm_call", "success at complete");
        assertThat(database.value("select count(*) from agent_instances where died_at is not null"))
                .isEqualTo(0L);
    }

    @Test
    void aSignOfLifeLeavesAnEndedExecutionAsItIs() throws Exception {
        Execution execution = running("Agent", "llm_call");
        worker.write(new RecordBatch(List.of(execution), List.of(), false));
        recordings.recorder().returned(execution, "done");
        worker.write(new RecordBatch(List.of(execution), List.of(execution.id()), false));

        worker.heartbeat(List.of(execution), Map.of());

        assertThat(status(execution)).isEqualTo("success at complete");
    }

    @Test
    void whatAnInstanceIsStillAtWhenItStopsIsAbandonedAtOnce() throws Exception {
        Execution execution = running("Agent", "pre_process");
        Execution others = running("Other", "pre_process");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));
        watcher.write(new RecordBatch(List.of(others), List.of(), false));

        worker.farewell();

        assertThat(List.of(status(execution), status(others)))
                .containsExactly("abandoned at pre_process", "running at pre_process");
        assertThat(database.value("select stopped_at is not null from agent_instances where instance_id = 'worker'"))
                .isEqualTo(true);
    }

    @Test
    void oneInstanceAtATimeBuriesTheDead() throws Exception {
        Execution execution = running("Agent", "llm_call");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));
        try (Connection other = database.dataSource().getConnection();
                Statement statement = other.createStatement()) {
            other.setAutoCommit(false);
            statement.execute(
                    "select pg_advisory_xact_lock(hashtextextended('agent-tracking instances of public', 0))");
            watchFor(TIMEOUT.multipliedBy(2));
            assertThat(status(execution)).isEqualTo("running at llm_call");
            other.rollback();
        }
        watchFor(INTERVAL);

        assertThat(status(execution)).isEqualTo("abandoned at llm_call");
    }

    @Test
    void rowsThatTheDeadStillHoldsLocksOnAreMarkedLater() throws Exception {
        Execution execution = running("Agent", "llm_call");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));
        try (Connection frozen = database.dataSource().getConnection();
                Statement statement = frozen.createStatement()) {
            frozen.setAutoCommit(false);
            statement.execute("update agent_executions set updated_at = now()");
            watchFor(TIMEOUT);
            watch.pass(INTERVAL);
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> watcher.heartbeat(List.of(), Map.of()))
                    .withMessageContaining("lock timeout");
            assertThat(database.value("select heartbeat_at > now() - interval '5 seconds' from agent_instances"
                            + " where instance_id = 'watcher'"))
                    .isEqualTo(true);
            frozen.rollback();
        }
        watchFor(INTERVAL);

        assertThat(status(execution)).isEqualTo("abandoned at llm_call");
    }

    @Test
    void anInstanceWithALongTimeoutOfItsOwnIsNoMoreHasty() throws Exception {
        PostgresRecordSink patient = new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", "patient"), TIMEOUT.multipliedBy(10), List::of, watch),
                PostgresRecordSink.NETWORK_TIMEOUT);
        Execution execution = running("Agent", "llm_call");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(execution), List.of(), false));
        patient.heartbeat(List.of(), Map.of());

        watch.pass(TIMEOUT.multipliedBy(2));
        patient.heartbeat(List.of(), Map.of());

        assertThat(status(execution)).isEqualTo("running at llm_call");
    }

    @Test
    void terminalStatusesOfExecutionsUnderWayStay() throws Exception {
        Execution skipped = running("Agent", "should_respond");
        Tracking.current().skip("none of its business");
        worker.heartbeat(List.of(), Map.of());
        worker.write(new RecordBatch(List.of(skipped), List.of(), false));

        watchFor(TIMEOUT.plus(INTERVAL.multipliedBy(2)));

        assertThat(status(skipped)).isEqualTo("skipped at should_respond");
    }

    @Test
    void registersTheAgentsAndEachChangeOfThem() throws Exception {
        RegisteredAgent[] agent = {new RegisteredAgent("Agent", "p.Agent", List.of("run"), List.of("init"), true, true)
        };
        PostgresRecordSink sink = new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", "one"), TIMEOUT, () -> List.of(agent), watch),
                PostgresRecordSink.NETWORK_TIMEOUT);
        sink.heartbeat(List.of(), Map.of());
        assertThat(database.query("select * from agent_registry").get(0))
                .containsEntry("service_name", "shop")
                .containsEntry("agent_name", "Agent")
                .containsEntry("class_name", "p.Agent")
                .containsEntry("enabled", true)
                .containsEntry("is_bean", true)
                .hasEntrySatisfying("methods", methods -> assertThat(methods).hasToString("{run}"));
        database.execute("update agent_registry set class_name = 'untouched'");
        sink.heartbeat(List.of(), Map.of());
        assertThat(database.value("select class_name from agent_registry")).isEqualTo("untouched");

        agent[0] = new RegisteredAgent("Agent", "p.Agent", List.of("run"), List.of("init"), false, true);
        sink.heartbeat(List.of(), Map.of());

        assertThat(database.value("select enabled from agent_registry")).isEqualTo(false);
    }

    @Test
    void registersTheAgentsWhereverTheConnectionBreaksMeanwhile() throws Exception {
        try (FaultyProxy way = new FaultyProxy(database.port())) {
            PGSimpleDataSource throughProxy = new PGSimpleDataSource();
            throughProxy.setUrl(way.url(database.name()));
            throughProxy.setUser(TestDatabase.USERNAME);
            throughProxy.setPassword(TestDatabase.PASSWORD);
            boolean broken = true;
            for (int statement = 1; broken; statement++) {
                database.execute("truncate agent_registry");
                PostgresRecordSink sink = new PostgresRecordSink(
                        () -> throughProxy,
                        new PlainJson(),
                        null,
                        true,
                        ContentLimits.DEFAULTS,
                        new Presence(
                                new ServiceIdentity("shop", "1", "one"),
                                TIMEOUT,
                                () -> List.of(new RegisteredAgent(
                                        "Agent", "p.Agent", List.of("run"), List.of("init"), true, true)),
                                watch),
                        PostgresRecordSink.NETWORK_TIMEOUT);
                way.once(FaultyProxy.Moment.ASKING, statement, ProxyLink::cut);
                broken = fails(sink);
                way.heal();

                sink.heartbeat(List.of(), Map.of());

                assertThat(database.value("select count(*) from agent_registry"))
                        .as("broken before statement %s", statement)
                        .isEqualTo(1L);
            }
        }
    }

    private static boolean fails(PostgresRecordSink sink) {
        try {
            sink.heartbeat(List.of(), Map.of());
            return false;
        } catch (SQLException broken) {
            return true;
        }
    }

    @Test
    void forgetsInstancesOfLongAgo() throws Exception {
        database.execute(
                "insert into agent_instances (instance_id, started_at, heartbeat_at, heartbeat_timeout_ms, died_at)"
                        + " values ('old', now() - interval '40 days', now(), 1, now() - interval '31 days'),"
                        + " ('recent', now() - interval '40 days', now(), 1, now() - interval '29 days')");

        watcher.heartbeat(List.of(), Map.of());

        assertThat(database.query("select instance_id from agent_instances order by 1"))
                .extracting(row -> row.get("instance_id"))
                .containsExactly("recent", "watcher");
    }

    private void watchFor(Duration duration) throws Exception {
        for (Duration passed = Duration.ZERO; passed.compareTo(duration) < 0; passed = passed.plus(INTERVAL)) {
            watcher.heartbeat(List.of(), Map.of());
            watch.pass(INTERVAL);
        }
        watcher.heartbeat(List.of(), Map.of());
    }

    private Execution running(String agent, String stage) {
        Execution execution = recordings.begin(agent);
        open.push(execution);
        recordings
                .recorder()
                .enter(TrackedMethod.of(getClass(), agent, stage)
                        .stage(new NamedStage(stage, ExecutionStage.INIT))
                        .build());
        return execution;
    }

    private static String status(Execution execution) throws Exception {
        return (String) database.value(
                "select status || ' at ' || current_stage from agent_executions where id = '" + execution.id() + "'");
    }

    private static PostgresRecordSink instance(String id, Recordings clock) {
        return new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                new Presence(new ServiceIdentity("shop", "1", id), TIMEOUT, List::of, clock),
                PostgresRecordSink.NETWORK_TIMEOUT);
    }
}
