// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.TokenUsage;
import dev.agenttracking.Tracking;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

@Tag("postgres")
class TrackingCommandLinePostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private final Commands commands = new Commands(database);
    private final Recordings recordings = commands.recordings();

    @BeforeEach
    void empties() throws Exception {
        commands.empty();
    }

    @Test
    void keepsHostileContentInsideTheTerminal() throws Exception {
        String hostile = "\u001B]0;owned\u0007\u202Eevil 日本語" + "x".repeat(200) + "\r\n\u009B2J";
        Execution execution = recordings.run(
                Recordings.method(hostile).tags(hostile).build(),
                new ContextIds(hostile, hostile, hostile),
                hostile,
                Map.of(hostile, hostile),
                () -> {
                    recordings.run(hostile, () -> null);
                    Tracking.current().relevance(true, 1, hostile);
                    Tracking.current().stage(hostile, () -> {});
                    Tracking.current().event(hostile, hostile, Map.of(hostile, hostile));
                    Tracking.current().llmRequest(hostile, hostile);
                    Tracking.current().llmResponse(hostile, TokenUsage.of(Long.MAX_VALUE / 2, Long.MAX_VALUE / 2));
                    Tracking.current().cite(hostile, hostile, hostile, 1);
                    throw new IllegalStateException(hostile);
                });
        commands.store();

        for (Commands.Run run : List.of(
                commands.run("view-execution", execution.id().toString()),
                commands.run("tracking-stats", "--vault-id", hostile))) {
            assertThat(run.exitCode()).as(run.err()).isZero();
            assertThat(run.out())
                    .contains("evil")
                    .contains("日本語xx")
                    .doesNotContainPattern("[\\p{Cc}\\p{Cf}&&[^\\n\\r]]");
            Commands.assertFitsInto80Columns(run.out());
        }
    }

    @Test
    void callsWrongUsageBySuch() {
        assertThat(List.of(
                        commands.run("view-execution", "7"),
                        commands.run("view-execution", "1-1-1-1-1"),
                        commands.run("view-execution"),
                        commands.run("view-execution", Commands.UNKNOWN, "--jsn"),
                        commands.run("tracking-stats", "--hours", "many"),
                        commands.run("tracking-stats", "--hours", "-1"),
                        commands.run("tracking-stats", "--hours", "NaN"),
                        commands.run("tracking-stats", "--url", "mysql://localhost/x"),
                        commands.run("unknown"),
                        commands.run()))
                .allSatisfy(run -> {
                    assertThat(run.exitCode()).isEqualTo(2);
                    assertThat(run.out()).isEmpty();
                    assertThat(run.err().lines())
                            .as(run.err())
                            .hasSize(2)
                            .last()
                            .asString()
                            .startsWith("See 'demo");
                });
        assertThat(commands.run("tracking-stats", "--hours", "1000000").err())
                .startsWith("--hours must be more than 0 and at most 878400, and not 1000000.0");
        assertThat(commands.leases()).as("leases of the default database").isZero();
    }

    @Test
    void saysThatADatabaseIsNotThere() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }

        Commands.Run run = commands.run("tracking-stats", "--url", "postgresql://me:secret@localhost:" + port + "/db");

        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(2).first().asString().contains("localhost:" + port + " refused");
        assertThat(run.err()).doesNotContain("secret");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void givesUpOnAServerThatSaysNothing() throws IOException {
        try (ServerSocket silent = new ServerSocket(0)) {
            Commands.Run run = commands.run(
                    "tracking-stats", "--url", "postgresql://me@localhost:" + silent.getLocalPort() + "/db");

            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err().lines()).hasSize(2);
        }
    }

    @Test
    void saysThatADatabaseHasNoTables() {
        Commands.Run run = commands.run(
                "tracking-stats",
                "--url",
                database.url() + "?currentSchema=pg_catalog",
                "--username",
                TestDatabase.USERNAME);

        assertThat(run.exitCode()).as(run.err()).isEqualTo(1);
        assertThat(run.err().lines()).hasSize(2).first().isEqualTo("The database has no tracking tables");
    }

    @Test
    void prefersOptionsThenTheEnvironmentThenItsOwnDatabase() {
        String address = database.url().replace("jdbc:postgresql://", "postgresql://postgres:x@");
        assertThat(commands.run("tracking-stats").exitCode()).isZero();
        assertThat(commands.leases()).isEqualTo(1);

        assertThat(commands.runWith(Map.of("DATABASE_URL", address), "tracking-stats")
                        .exitCode())
                .isZero();
        assertThat(commands.leases()).as("not asked again").isEqualTo(1);

        assertThat(commands.runWith(
                                Map.of("DATABASE_URL", "postgresql://nobody@localhost:1/x"),
                                "tracking-stats",
                                "--url",
                                address)
                        .exitCode())
                .isZero();
        Commands.Run otherUser =
                commands.runWith(Map.of("DATABASE_URL", address), "tracking-stats", "--username", "stranger");
        assertThat(otherUser.exitCode()).isEqualTo(1);
        assertThat(otherUser.err()).contains("stranger");
        assertThat(commands.runWith(Map.of("DATABASE_URL", "nonsense"), "tracking-stats")
                        .exitCode())
                .isEqualTo(2);
        assertThat(commands.leases()).isEqualTo(1);
    }

    @Test
    void handlesTheErrorsOfAProgramsOwnCommands() {
        Commands.Run told = runOwn("greet", "--url", database.url(), "--username", TestDatabase.USERNAME);
        assertThat(told.exitCode()).isEqualTo(1);
        assertThat(told.err().lines()).containsExactly("Nobody is here", "Come again");

        assertThat(runOwn("greet", "--loudly").exitCode()).isEqualTo(2);
        assertThat(runOwn("crash").err().lines()).containsExactly("IllegalStateException: two lines");
        assertThat(runOwn("crash").exitCode()).isEqualTo(1);
    }

    @Test
    void showsHelp() {
        for (Commands.Run run : List.of(
                commands.run("--help"),
                commands.run("view-execution", "--help"),
                commands.run("tracking-stats", "-h"),
                commands.run("erase", "-h"))) {
            assertThat(run.exitCode()).isZero();
            assertThat(run.out()).startsWith("Usage: demo");
            assertThat(run.err()).isEmpty();
            Commands.assertFitsInto80Columns(run.out());
        }
        assertThat(commands.run("--help").out()).contains("tracking-stats").contains("view-execution");
    }

    @Test
    void isPartOfAnotherProgram() throws Exception {
        DefaultDatabase known = DefaultDatabase.at(database.url(), TestDatabase.USERNAME, null);
        CommandLine tool = new CommandLine(new Crash());
        TrackingCommandLine.addTo(tool, known);
        tool.addSubcommand("agents", TrackingCommandLine.create("agents", known, new Greet(known)));

        Commands.Run run = Commands.execute(tool, "view-execution", Commands.UNKNOWN);
        assertThat(run.exitCode()).isEqualTo(1);
        assertThat(run.out()).isEmpty();
        assertThat(run.err().lines()).containsExactly("There is no execution " + Commands.UNKNOWN);
        assertThat(Commands.execute(tool, "agents", "tracking-stats", "--json").exitCode())
                .isZero();
        assertThat(Commands.execute(tool, "recent", "--limit", "0").err().lines())
                .containsExactly("--limit must be 1 to 1000, and not 0", "See 'crash recent --help'");
        assertThat(Commands.execute(tool.setExecutionExceptionHandler((failure, command, parsed) -> 7))
                        .exitCode())
                .as("the program tells its own failures")
                .isEqualTo(7);
    }

    private Commands.Run runOwn(String... arguments) {
        return Commands.execute(
                TrackingCommandLine.create("demo", commands::lease, new Greet(commands::lease), new Crash()),
                arguments);
    }

    @Command(name = "greet")
    private static final class Greet implements Callable<Integer> {

        @Mixin
        private final DatabaseOptions databaseOptions;

        private Greet(DefaultDatabase defaultDatabase) {
            databaseOptions = new DatabaseOptions(defaultDatabase);
        }

        @Override
        public Integer call() throws Exception {
            try (DefaultDatabase.Lease lease = databaseOptions.open()) {
                assertThat(URI.create(lease.url().substring("jdbc:".length())).getPort())
                        .isPositive();
                throw new CommandFailedException("Nobody is here", "Come again");
            }
        }
    }

    @Command(name = "crash")
    private static final class Crash implements Callable<Integer> {

        @Override
        public Integer call() {
            throw new IllegalStateException("two\nlines");
        }
    }
}
