// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.agenttracking.testing.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Five kinds of trouble, each found in Java, on the command line and in SQL, as {@code docs/guide.md} says. */
@Tag("postgres")
class ScenariosPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private GuideApplication application;

    @BeforeEach
    void start() throws Exception {
        application = new GuideApplication(database);
    }

    @AfterEach
    void stop() {
        application.close();
    }

    @Test
    void anAgentNeverFires() throws Exception {
        application.bean(OrchestratorAgent.class).chat("harbour", "talk-1", "Why does she lie?");
        application.awaitWritten(4);

        assertThat(GuideQuestions.whyNot(application.analytics(), "ArchitectAgent", "talk-1"))
                .isEqualTo("SKIPPED: ArchitectAgent did not want to answer: asks for no plot");
        assertThat(GuideQuestions.whyNot(application.analytics(), "IdleAgent", "talk-1"))
                .startsWith("NEVER_INVOKED: ");
        String section = "An agent never fires";
        assertThat(application
                        .console(section, application.idOf("ArchitectAgent"))
                        .get(0))
                .contains("skipped", "asks for no plot", "OrchestratorAgent");
        List<List<Map<String, Object>>> answers = application.sql(section, application.idOf("ArchitectAgent"));
        assertThat(answers.get(0))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("status", "skipped")
                        .containsEntry("relevance_score", 0.1)
                        .containsEntry("relevance_reasoning", "asks for no plot"));
        assertThat(answers.get(1))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("decided_by", "OrchestratorAgent")
                        .containsEntry("chosen", false)
                        .containsEntry("score", 0.1));
        assertThat(answers.get(2)).extracting(row -> row.get("agent_name")).containsExactly("IdleAgent");
    }

    @Test
    void anAgentFails() throws Exception {
        application.librarianFinds(shelf -> null);
        assertThatThrownBy(
                        () -> application.bean(OrchestratorAgent.class).chat("harbour", "talk-1", "Why does she lie?"))
                .isInstanceOf(IllegalStateException.class);
        application.awaitWritten(4);

        assertThat(GuideQuestions.failures(application.analytics()))
                .hasSize(3)
                .contains("LibrarianAgent in read_shelf: There is no shelf motives");
        assertThat(GuideQuestions.whyNot(application.analytics(), "LibrarianAgent", null))
                .startsWith("FAILED: ")
                .contains("There is no shelf motives");
        String section = "An agent fails";
        List<String> console = application.console(section, application.idOf("LibrarianAgent"));
        assertThat(console.get(0)).contains("LibrarianAgent", "IllegalStateException");
        assertThat(console.get(1)).contains("read_shelf", "There is no shelf motives");
        List<List<Map<String, Object>>> answers = application.sql(section, application.idOf("LibrarianAgent"));
        assertThat(answers.get(0))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row)
                        .containsEntry("error_type", "java.lang.IllegalStateException")
                        .containsEntry("count", 1L));
        assertThat(answers.get(1)).singleElement().satisfies(row -> {
            assertThat(row).containsEntry("current_stage", "read_shelf");
            assertThat((String) row.get("error_traceback")).contains("LibrarianAgent.read");
        });
    }

    @Test
    void aModelAnswersBadly() throws Exception {
        application.modelSays("I'm sorry, but I can't help with that.");
        application.bean(CounselorAgent.class).run("harbour", "talk-1", null, "Why does she lie?");
        application.awaitWritten(2);

        assertThat(GuideQuestions.poorAnswers(application.analytics()))
                .singleElement()
                .asString()
                .startsWith("story-1: I'm sorry, but I can't help with that. [")
                .contains("refus");
        String section = "A model answers badly";
        List<String> console = application.console(section, application.idOf("CounselorAgent"));
        assertThat(console.get(0)).contains("CounselorAgent");
        assertThat(console.get(1)).contains("story-1", "I'm sorry", "Why does she lie?");
        List<List<Map<String, Object>>> answers = application.sql(section, application.idOf("CounselorAgent"));
        assertThat(answers.get(0)).singleElement().satisfies(row -> {
            assertThat(row).containsEntry("agent_name", "CounselorAgent").containsEntry("llm_model", "story-1");
            assertThat((Double) row.get("response_quality_score")).isLessThan(0.7);
        });
        assertThat(answers.get(1))
                .singleElement()
                .satisfies(row -> assertThat(row)
                        .containsEntry("request_model", "story-1")
                        .containsEntry("content", "I'm sorry, but I can't help with that."));
    }

    @Test
    void anAgentIsSlow() throws Exception {
        application.librarianFinds(shelf -> {
            passMillis(120);
            return "Her brother drowned.";
        });
        application.bean(LibrarianAgent.class).find("motives", "Why does she lie?");
        application.awaitWritten(1);

        assertThat(GuideQuestions.slowest(application.analytics(), Duration.ofMillis(100)))
                .containsExactly("LibrarianAgent, most of it in read_shelf");
        assertThat(GuideQuestions.slowest(application.analytics(), Duration.ofHours(1)))
                .isEmpty();
        String section = "An agent is slow";
        List<String> console = application.console(section, application.idOf("LibrarianAgent"));
        assertThat(console.get(0)).contains("LibrarianAgent");
        assertThat(console.get(1)).contains("read_shelf");
        List<List<Map<String, Object>>> answers = application.sql(section, application.idOf("LibrarianAgent"));
        assertThat(answers.get(0)).extracting(row -> row.get("agent_name")).containsExactly("LibrarianAgent");
        assertThat(answers.get(1)).singleElement().satisfies(row -> {
            assertThat(row).containsEntry("stage", "read_shelf").containsEntry("stage_status", "completed");
            assertThat((Double) row.get("duration_ms")).isGreaterThanOrEqualTo(120);
        });
    }

    @Test
    void aCallChainBreaks() throws Exception {
        application.librarianFinds(shelf -> null);
        assertThatThrownBy(
                        () -> application.bean(OrchestratorAgent.class).chat("harbour", "talk-1", "Why does she lie?"))
                .isInstanceOf(IllegalStateException.class);
        application.awaitWritten(4);

        assertThat(GuideQuestions.calls(application.analytics(), application.idOf("CounselorAgent")))
                .containsExactly(
                        "OrchestratorAgent FAILED",
                        "  ArchitectAgent SKIPPED",
                        "  CounselorAgent FAILED",
                        "    LibrarianAgent FAILED");
        String section = "A call chain breaks";
        assertThat(application
                        .console(section, application.idOf("CounselorAgent"))
                        .get(0))
                .containsSubsequence("OrchestratorAgent", "ArchitectAgent", "CounselorAgent", "LibrarianAgent");
        List<List<Map<String, Object>>> answers = application.sql(section, application.idOf("OrchestratorAgent"));
        assertThat(answers.get(0))
                .extracting(row -> row.get("depth"), row -> row.get("agent_name"), row -> row.get("call_reason"))
                .containsExactly(
                        tuple(1, "ArchitectAgent", null),
                        tuple(1, "CounselorAgent", "the architect has nothing to say"),
                        tuple(2, "LibrarianAgent", null));
        assertThat(answers.get(1))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("agent_name", "LibrarianAgent"));
    }

    /** At least so long. */
    static void passMillis(long millis) {
        try {
            if (new CountDownLatch(1).await(millis, TimeUnit.MILLISECONDS)) {
                throw new AssertionError("Nobody counts down");
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
