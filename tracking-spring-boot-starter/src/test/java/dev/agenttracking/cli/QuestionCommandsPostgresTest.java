// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The commands that ask for more than a list or one execution, over the story; {@link TranscriptsPostgresTest} looks at their pages. */
@Tag("postgres")
class QuestionCommandsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Recordings recordings = new Recordings(Story.BEGIN);
    private static final Commands commands = new Commands(database, recordings).at(Story.NOW);

    @BeforeAll
    static void happens() throws Exception {
        commands.empty();
        new Story(recordings).happen();
        commands.store();
        database.execute(Story.BESIDES.toArray(String[]::new));
    }

    @Test
    void findsATextWithoutRegardToCase() {
        JsonNode found = json("search", "DROWNED");
        assertThat(found.path("executions"))
                .singleElement()
                .extracting(each -> each.path("id").stringValue())
                .isEqualTo(only("PsychologistAgent", "success").id().toString());
        assertThat(found.path("complete").booleanValue()).isTrue();
        assertThat(commands.run("search", "drowned", "--agent", "HistorianAgent")
                        .out())
                .startsWith("Nothing found since");
        assertThat(csv("search", "drowned")).hasSize(2).first().isEqualTo(String.join(",", ListCommand.COLUMNS));
    }

    @Test
    void goesOnWhereAPageOfASearchEnds() {
        JsonNode all = json("search", "e");
        JsonNode first = json("search", "e", "--limit", "2");
        String last = first.path("executions").path(1).path("id").stringValue();
        JsonNode second = json("search", "e", "--after", last);

        assertThat(first.path("complete").booleanValue()).isFalse();
        assertThat(Stream.of(first, second)
                        .flatMap(page -> page.path("executions").valueStream())
                        .toList())
                .isEqualTo(all.path("executions").valueStream().toList())
                .hasSizeGreaterThan(3);
        assertThat(commands.run("search", "e", "--limit", "2").out()).contains("Older ones: --after " + last);
    }

    @Test
    void ordersTreesByWhatIsAskedFor() {
        assertThat(json("heaviest").path(0).path("llmCalls").intValue()).isEqualTo(2);
        assertThat(json("heaviest", "--by", "Executions")
                        .path(0)
                        .path("executions")
                        .intValue())
                .isEqualTo(3);
        assertThat(json("heaviest", "--by", "llm-calls", "--limit=1")).hasSize(1);
        assertThat(csv("heaviest"))
                .hasSize(4)
                .first()
                .isEqualTo(
                        "id,agentName,agentMethod,status,startedAt,executions,llmCalls,tokensUsed,costUsd,elapsedMillis");
        assertThat(commands.run("heaviest", "--hours", "0.001").out()).startsWith("No trees of known cost since");
    }

    @Test
    void namesWhatDidNotRun() {
        assertThat(csv("not-invoked"))
                .containsExactly(
                        "serviceName,agentName,enabled,isBean,lastStartedAt",
                        "demo,PoetAgent,false,true,",
                        "demo,StyleAgent,true,true,");
        assertThat(csv("not-reached"))
                .startsWith("serviceName,agentName,stage,executions", "demo,PsychologistAgent,post_process,2");
        assertThat(json("not-invoked", "--limit", "1")).hasSize(1);
        assertThat(commands.run("not-invoked", "--hours", "0.001").out())
                .containsPattern("PsychologistAgent +demo +21 min ago");
    }

    @Test
    void saysWhereTimeAndTokensGo() {
        assertThat(csv("stages", "--agent", "PsychologistAgent"))
                .hasSize(5)
                .contains(
                        "agentName,stage,runs,failed,totalMillis,shareOfTime,averageMillis,p50Millis,p95Millis,p99Millis")
                .anyMatch(line -> line.startsWith("PsychologistAgent,llm_parse,2,1,3.0,"));
        assertThat(json("stages").path(0).path("durations").path("p99Millis").isNumber())
                .isTrue();
        assertThat(json("usage")).hasSize(2);
        assertThat(json("usage", "--by", "MODEL").path(0).path("calls").intValue())
                .isEqualTo(4);
        assertThat(csv("usage", "--by=day,vault"))
                .containsExactly(
                        "day,agentName,provider,model,vaultId,calls,failedCalls,inputTokens,outputTokens,cacheReadTokens,"
                                + "cacheWriteTokens,reasoningTokens,costUsd,unpricedCalls,averageLatencyMillis",
                        "2026-11-30,,,,novel,4,0,4440,151,0,0,0,0.0164,0,2165.0");
        assertThat(commands.run("usage", "--agent", "Nobody").out()).startsWith("No calls of models since");
        assertThat(commands.run("stages", "--agent", "Nobody").out()).startsWith("No stages since");
    }

    @Test
    void comparesTimesAndVersions() throws Exception {
        JsonNode times = json("compare", "--hours", "0.5");
        assertThat(times.path("total").path("errorRate").path("countA").intValue())
                .isEqualTo(3);
        assertThat(times.path("total").path("errorRate").path("countB").intValue())
                .isEqualTo(4);
        assertThat(csv("compare", "--hours", "0.5"))
                .contains("agentName,measure,a,b,countA,countB,difference,pValue,adjustedPValue,verdict")
                .anyMatch(line -> line.startsWith("HistorianAgent,quality,,0.55,0,1,,,,too_few"));

        database.execute(
                "update agent_executions set service_version = case when agent_name = 'HistorianAgent' then '2' end");
        Commands.Run versions = commands.run("compare", "--versions", "1", "2");
        assertThat(versions.exitCode()).as(versions.err()).isZero();
        assertThat(versions.out()).startsWith("Versions 1 and 2 since").contains("HistorianAgent");
        assertThat(commands.run("compare", "--agent", "Nobody").out()).contains("No executions in either");
        Commands.assertFitsInto80Columns(versions.out());
    }

    @Test
    void putsTwoExecutionsBesideEachOther() {
        String good = only("PsychologistAgent", "success").id().toString();
        String bad = only("PsychologistAgent", "failed").id().toString();

        assertThat(json("side-by-side", good, bad).path("stages")).hasSize(4);
        assertThat(csv("side-by-side", good, bad))
                .contains("stage,occurrence,statusA,statusB,millisA,millisB,differenceMillis")
                .contains("llm_parse,1,completed,failed,2.0,1.0,-1.0")
                .contains("look up,1,completed,,31.0,,");
        Commands.Run unknown = commands.run("side-by-side", good, Commands.UNKNOWN);
        assertThat(unknown.exitCode()).isEqualTo(1);
        assertThat(unknown.err().lines()).containsExactly("There is no execution " + Commands.UNKNOWN);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "search",
                "search a b",
                "search a --time-limit 0",
                "search a --limit 0",
                "heaviest --by weight",
                "heaviest --limit 0",
                "heaviest --after 019ff000-0000-7000-8000-000000000000",
                "not-invoked --limit x",
                "not-reached --hours -1",
                "compare --versions 1",
                "usage --by weight",
                "usage --by",
                "stages --limit 2",
                "rollup --csv",
                "compare --since 2026-03-02 --until 2026-03-01",
                "side-by-side 019ff000-0000-7000-8000-000000000000",
                "side-by-side 019ff000-0000-7000-8000-000000000000 7"
            })
    void callsWrongUsageBySuch(String line) {
        Commands.Run run = commands.run(line.split(" "));

        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines())
                .as(run.err())
                .hasSize(2)
                .last()
                .isEqualTo("See 'demo " + line.split(" ")[0] + " --help'");
    }

    @Test
    void callsAnEmptyTextWrongUsage() {
        assertThat(commands.run("search", "").err().lines())
                .containsExactly("TEXT is empty", "See 'demo search --help'");
    }

    private static Execution only(String agent, String status) {
        return recordings.ended().stream()
                .filter(execution -> execution.method().agent().equals(agent)
                        && execution.status().storedName().equals(status))
                .findFirst()
                .orElseThrow();
    }

    private static JsonNode json(String... arguments) {
        return JsonMapper.shared().readTree(printed("--json", arguments));
    }

    private static List<String> csv(String... arguments) {
        return printed("--csv", arguments).lines().toList();
    }

    private static String printed(String format, String... arguments) {
        Commands.Run run = commands.run(
                Stream.concat(Stream.of(arguments), Stream.of(format)).toArray(String[]::new));
        assertThat(run.exitCode()).as(run.err()).isZero();
        assertThat(run.err()).isEmpty();
        return run.out();
    }
}
