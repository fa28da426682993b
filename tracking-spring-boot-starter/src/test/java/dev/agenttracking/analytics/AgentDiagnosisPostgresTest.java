// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.Decision;
import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.RecordingTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.analytics.AgentDiagnosis.Status;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.NamedStage;
import dev.agenttracking.execution.Verdict;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("postgres")
class AgentDiagnosisPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final TrackedMethod ASK = TrackedMethod.of(AgentDiagnosisPostgresTest.class, "Shy", "shouldRespond")
            .stage(new NamedStage("should_respond", ExecutionStage.SHOULD_RESPOND))
            .build();

    private final Recordings recordings = new Recordings();
    private final RecordingTracker tracker = new RecordingTracker(recordings.recorder());
    private final ExecutionAnalytics analytics = ExecutionAnalytics.of(database.dataSource(), null);
    private final PostgresRecordSink sink = new PostgresRecordSink(
            database::dataSource,
            new JsonContent()::encode,
            null,
            true,
            new ContentLimits(65_536, 524_288),
            Presence.of(new ServiceIdentity("test", "1", "here")),
            Duration.ofSeconds(10));

    @BeforeEach
    void empties() throws Exception {
        sink.prepare();
        database.execute("truncate agent_executions, agent_execution_logs, agent_call_chains, agent_llm_calls,"
                + " agent_decisions, agent_citations");
    }

    @Test
    void answersAReaderWhoMayNotSeeTheRegistry() throws Exception {
        database.execute(
                "drop role if exists reader",
                "create role reader login",
                "grant select on agent_executions, agent_decisions to reader");
        sink.write(new RecordBatch(List.of(recordings.run("Agent", () -> null)), List.of(), false));

        AgentDiagnosis diagnosis =
                ExecutionAnalytics.of(database.dataSource("reader"), null).debugWhyAgentDidntFire("Agent", null, null);

        assertThat(diagnosis.status()).isEqualTo(AgentDiagnosis.Status.FIRED_SUCCESSFULLY);
        database.execute("drop owned by reader", "drop role reader");
    }

    @Test
    void tellsAnAgentThatIsSwitchedOffFromOneThatIsNoBeanAndOneThatNobodyCalled() throws Exception {
        database.execute("truncate agent_registry", """
                insert into agent_registry (service_name, agent_name, class_name, methods, stages, enabled, is_bean) values
                ('shop', 'OffAgent', 'p.OffAgent', '{}', '{}', false, true),
                ('shop', 'LostAgent', 'p.LostAgent', '{}', '{}', true, false),
                ('shop', 'IdleAgent', 'p.IdleAgent', '{}', '{}', true, true),
                ('cart', 'IdleAgent', 'p.IdleAgent', '{}', '{}', false, false)
                """);

        assertThat(List.of("OffAgent", "LostAgent", "IdleAgent", "off-agent", "IddleAgent"))
                .extracting(agent -> analytics.debugWhyAgentDidntFire(agent, null, null))
                .extracting(diagnosis -> diagnosis.status() + " " + diagnosis.reason())
                .containsExactly(
                        "NEVER_INVOKED disabled",
                        "NEVER_INVOKED not_a_bean",
                        "NEVER_INVOKED never_a_candidate",
                        "NEVER_INVOKED disabled",
                        "NEVER_REGISTERED null");
        assertThat(analytics.debugWhyAgentDidntFire("IddleAgent", null, null).message())
                .isEqualTo("There is no agent IddleAgent; did you mean IdleAgent?");
    }

    @Test
    void knowsNoSuchAgentButOneThatIsCalledAlmostLikeIt() throws Exception {
        run("PsychologistAgent", "c1", () -> "");
        store();

        AgentDiagnosis diagnosis = ask("PsycologistAgent", null);

        assertThat(diagnosis.status()).isEqualTo(Status.NEVER_REGISTERED);
        assertThat(diagnosis.message())
                .isEqualTo("There is no agent PsycologistAgent; did you mean PsychologistAgent?");
        assertThat(ask("psychologist-agent", null).agent()).isEqualTo("PsychologistAgent");
    }

    @Test
    void saysThatItRanElsewhere() throws Exception {
        run("Agent", "c1", () -> "");
        store();

        AgentDiagnosis diagnosis = ask("Agent", "c2");

        assertThat(diagnosis.status()).isEqualTo(Status.NEVER_INVOKED);
        assertThat(diagnosis.reason()).isEqualTo("never_a_candidate");
        assertThat(diagnosis.message())
                .startsWith(
                        "Agent was neither called nor considered in conversation c2; it ran elsewhere, last as execution ");
    }

    @Test
    void saysWhoWasChosenInsteadAndWhy() throws Exception {
        run("Router", "c1", () -> {
            tracker.decision(Decision.ranked(0.5, 1)
                    .candidate("Second", 0.7)
                    .candidate("First", 0.81)
                    .candidate("Weak", 0.42)
                    .declined("Tired", 0.1, "not today")
                    .build());
            return "";
        });
        store();

        AgentDiagnosis weak = ask("Weak", "c1");
        assertThat(weak.status()).isEqualTo(Status.NOT_SELECTED);
        assertThat(weak.reason()).isEqualTo("below_threshold");
        assertThat(weak.message()).isEqualTo("Weak was not chosen by Router: 0.42 < 0.50; chosen: First");
        AgentDiagnosis second = ask("Second", "c1");
        assertThat(second.reason()).isEqualTo("outranked");
        assertThat(second.message())
                .isEqualTo("Second was not chosen by Router: outranked by First (0.81); chosen: First");
        assertThat(second.outcomes().get(0).rank()).isEqualTo(2);
        assertThat(second.outcomes().get(0).threshold()).isEqualTo(0.5);
        AgentDiagnosis tired = ask("Tired", "c1");
        assertThat(tired.status()).isEqualTo(Status.SKIPPED);
        assertThat(tired.message()).isEqualTo("Tired did not want to answer: not today");
        AgentDiagnosis first = ask("First", "c1");
        assertThat(first.status()).isEqualTo(Status.NEVER_INVOKED);
        assertThat(first.reason()).isEqualTo("chosen_but_not_invoked");
    }

    @Test
    void aSkippedAgentLeavesARowAndOneSkipHidesNoLaterSuccess() throws Exception {
        run("Router", "c1", () -> {
            asked(new Verdict.Plain(false, 0.2, "not my business"));
            return "";
        });
        store();
        AgentDiagnosis skipped = ask("Shy", "c1");
        assertThat(skipped.status()).isEqualTo(Status.SKIPPED);
        assertThat(skipped.reason()).isEqualTo("declined");
        assertThat(skipped.message()).isEqualTo("Shy did not want to answer: not my business");

        recordings.passMillis(5);
        run("Shy", "c1", () -> "");
        store();
        AgentDiagnosis fired = ask("Shy", "c1");
        assertThat(fired.status()).isEqualTo(Status.FIRED_SUCCESSFULLY);
        assertThat(fired.message()).endsWith("; before that once it did not");
        assertThat(fired.outcomes()).hasSize(3);
    }

    @Test
    void theRoutersWordIsLaterThanTheAgentsOwn() throws Exception {
        run("Router", "c1", () -> {
            asked(new Verdict.Plain(true, 0.6, "a little"));
            tracker.decision(Decision.ranked(0.5, 1)
                    .candidate("Shy", 0.6)
                    .candidate("Bold", 0.9)
                    .build());
            return "";
        });
        run("Router", "c2", () -> {
            asked(new Verdict.Plain(false, 0.2, "not my business"));
            tracker.decision(Decision.ranked(0.5, 1)
                    .declined("Shy", 0.2, "not my business")
                    .candidate("Bold", 0.9)
                    .build());
            return "";
        });
        run("Router", "c3", () -> {
            asked(new Verdict.Plain(true, 0.8, "indeed"));
            tracker.decision(Decision.ranked(0.5, 1).candidate("Shy", 0.8).build());
            run("Shy", "c3", () -> "");
            return "";
        });
        run("Router", "c4", () -> {
            asked(new Verdict.Plain(true, 0.8, "indeed"));
            return "";
        });
        store();

        assertThat(ask("Shy", "c1").message())
                .isEqualTo("Shy was not chosen by Router: outranked by Bold (0.90); chosen: Bold");
        assertThat(ask("Shy", "c2").status()).isEqualTo(Status.SKIPPED);
        assertThat(ask("Shy", "c2").message()).isEqualTo("Shy did not want to answer: not my business");
        assertThat(ask("Shy", "c3").status()).isEqualTo(Status.FIRED_SUCCESSFULLY);
        assertThat(ask("Shy", "c3").message()).doesNotContain("before that");
        assertThat(ask("Shy", "c4").reason()).isEqualTo("chosen_but_not_invoked");
        assertThat(ask("Shy", "c4").message())
                .isEqualTo(
                        "Shy wanted to answer when asked by Router, but no call of it is recorded in conversation c4");
    }

    @Test
    void anAgentThatWasChosenAndNotCalledIsNotToldByItsEarlierRuns() throws Exception {
        run("Shy", "c1", () -> "");
        run("Router", "c1", () -> {
            tracker.decision(Decision.ranked(0.5, 1).candidate("Shy", 0.8).build());
            return "";
        });
        store();

        AgentDiagnosis diagnosis = ask("Shy", "c1");

        assertThat(diagnosis.status()).isEqualTo(Status.NEVER_INVOKED);
        assertThat(diagnosis.reason()).isEqualTo("chosen_but_not_invoked");
        assertThat(diagnosis.message())
                .isEqualTo("Shy was chosen by Router, but no call of it is recorded in conversation c1;"
                        + " before that it ran once");
    }

    @Test
    void anExecutionCountsAsAfterTheDecisionInWhoseMillisecondItBegan() throws Exception {
        recordings.passMillis(0.9);
        run("Router", "c1", () -> {
            recordings.passMillis(1.05);
            tracker.decision(Decision.ranked(0.5, 1).candidate("Shy", 0.8).build());
            tracker.track(ExecutionSpec.of("Helper", "run"), () -> {
                tracker.track(ExecutionSpec.of("Shy", "run"), () -> "");
                return "";
            });
            return "";
        });
        store();

        assertThat(ask("Shy", "c1").status()).isEqualTo(Status.FIRED_SUCCESSFULLY);
    }

    @Test
    void doesWithoutTheNameOfADeciderThatIsNotStored() throws Exception {
        run("Router", "c1", () -> {
            tracker.decision(Decision.ranked(0.5, 1)
                    .candidate("Weak", 0.42)
                    .candidate("First", 0.8)
                    .build());
            return "";
        });
        store();
        database.execute("delete from agent_executions");

        assertThat(ask("Weak", "c1").message()).isEqualTo("Weak was not chosen: 0.42 < 0.50; chosen: First");
        assertThat(ask("First", "c1").message())
                .isEqualTo("First was chosen, but no call of it is recorded in conversation c1");
    }

    @Test
    void tellsEveryEndApart() throws Exception {
        run("Skips", "c1", () -> {
            Tracking.current().skip("no");
            return "";
        });
        run("Fails", "c1", () -> {
            throw new IllegalStateException("broken");
        });
        run("Late", "c1", () -> {
            throw new TimeoutException("too long");
        });
        run("Fine", "c1", () -> "");
        store();
        database.execute(
                "update agent_executions set agent_name = 'Gone', status = 'abandoned', current_stage = 'llm_call'"
                        + " where agent_name = 'Fine'");
        run("Busy", "c1", () -> "");
        store();
        database.execute("update agent_executions set status = 'llm_request' where agent_name = 'Busy'");

        assertThat(List.of("Skips", "Fails", "Late", "Gone", "Busy"))
                .extracting(agent -> ask(agent, "c1").status())
                .containsExactly(Status.SKIPPED, Status.FAILED, Status.TIMEOUT, Status.ABANDONED, Status.RUNNING);
        assertThat(ask("Fails", "c1").message()).isEqualTo("Fails failed with java.lang.IllegalStateException: broken");
        assertThat(ask("Gone", "c1").message())
                .isEqualTo("Gone was under way when its process ended in stage llm_call");
    }

    @Test
    void aDecisionOutsideOfAnyExecutionIsOneOfItsOwn() throws Exception {
        tracker.decision(Decision.ranked(0.5, 1).candidate("Weak", 0.1).build().by("Gateway"));
        store();

        assertThat(ask("Weak", null).message())
                .isEqualTo("Weak was not chosen by Gateway: 0.10 < 0.50; nobody was chosen");
    }

    private AgentDiagnosis ask(String agent, @Nullable String conversation) {
        return analytics.debugWhyAgentDidntFire(agent, conversation, null);
    }

    private void asked(Verdict answer) {
        Object question = recordings.recorder().enter(ASK);
        recordings.passMillis(1);
        recordings.recorder().returned(question, answer);
        recordings.passMillis(1);
    }

    private void run(String agent, String conversation, Callable<String> body) {
        try {
            tracker.track(ExecutionSpec.of(agent, "run").withIds(null, conversation, null), body);
        } catch (Exception expected) {
            assertThat(expected).isNotNull();
        }
        recordings.passMillis(5);
    }

    private void store() throws Exception {
        sink.write(new RecordBatch(List.copyOf(recordings.ended()), List.of(), false));
        recordings.ended().clear();
    }
}
