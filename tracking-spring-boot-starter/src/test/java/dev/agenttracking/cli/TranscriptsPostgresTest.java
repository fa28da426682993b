// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * Runs the commands in {@code docs/cli.md} over one story and compares what they print with the page. After a change that is meant, run it
 * with {@code -Drecreate=true} and read the difference.
 */
@Tag("postgres")
class TranscriptsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final Path PAGE = Path.of("../docs/cli.md");
    private static final Pattern TRANSCRIPT =
            Pattern.compile("```console\n\\$ agents ([^\n]*)\n(.*?)```", Pattern.DOTALL);

    private static final Pattern WORD = Pattern.compile("\"[^\"]*\"|\\S+");

    private final Recordings recordings = new Recordings(Story.BEGIN);
    private final Commands commands = new Commands(database, recordings).at(Story.NOW);

    @Test
    void showsWhatTheCommandsPrint() throws Exception {
        commands.empty();
        new Story(recordings).happen();
        commands.store();
        database.execute(Story.BESIDES.toArray(String[]::new));
        Ids ids = Ids.of(recordings);
        String page = Files.readString(PAGE);

        List<String> missing = new ArrayList<>(TrackingCommandLine.create("agents", commands.shell(Map.of()))
                .getSubcommands()
                .keySet());
        missing.removeAll(List.of("completion", "rollup"));
        Matcher transcript = TRANSCRIPT.matcher(page);
        StringBuilder printed = new StringBuilder();
        while (transcript.find()) {
            String line = transcript.group(1);
            missing.remove(line.split(" ")[0]);
            Commands.Run run = commands.runAs("agents", words(ids.actual(line)));
            if (!line.contains("--csv") && !line.contains("--json")) {
                Commands.assertFitsInto80Columns(run.out());
            }
            String output = ids.written(shown(run));
            transcript.appendReplacement(
                    printed, Matcher.quoteReplacement("```console\n$ agents " + line + "\n" + output + "```"));
        }
        transcript.appendTail(printed);

        if (Boolean.getBoolean("recreate")) {
            Files.writeString(PAGE, printed);
        }
        assertThat(Files.readString(PAGE)).isEqualTo(printed.toString());
        assertThat(missing).as("commands without a transcript").isEmpty();
    }

    /** As a shell has it: what is quoted is one. */
    private static String[] words(String line) {
        return WORD.matcher(line)
                .results()
                .map(word -> word.group().replace("\"", ""))
                .toArray(String[]::new);
    }

    /** As a terminal shows it. */
    private static String shown(Commands.Run run) {
        return (run.out() + run.err())
                .lines()
                .map(line -> line.stripTrailing() + "\n")
                .collect(Collectors.joining());
    }

    /** Ids are made by chance; on the page they are numbers in the order of their begin. */
    private record Ids(Map<String, String> writtenByActual) {

        private static final String FORM = "01a203a9-0000-7000-8000-%012d";

        static Ids of(Recordings recordings) {
            Map<String, String> ids = new LinkedHashMap<>();
            recordings.ended().stream()
                    .map(execution -> execution.id().toString())
                    .sorted()
                    .forEach(id -> ids.put(id, String.format(FORM, ids.size() + 1)));
            return new Ids(ids);
        }

        String written(String text) {
            String written = text;
            for (Map.Entry<String, String> id : writtenByActual.entrySet()) {
                written = written.replace(id.getKey(), id.getValue());
            }
            return written;
        }

        String actual(String text) {
            String actual = text;
            for (Map.Entry<String, String> id : writtenByActual.entrySet()) {
                actual = actual.replace(id.getValue(), id.getKey());
            }
            return actual;
        }
    }
}
