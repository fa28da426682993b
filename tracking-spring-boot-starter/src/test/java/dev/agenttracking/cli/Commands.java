// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.ServiceIdentity;
import dev.agenttracking.testing.PlainJson;
import dev.agenttracking.testing.Recordings;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.RecordBatch;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The commands over a test's database, and executions to ask them about. */
final class Commands {

    static final String UNKNOWN = "019ff000-0000-7000-8000-000000000000";

    private final TestDatabase database;
    private final Recordings recordings;
    private Clock clock = Clock.systemUTC();
    private Terminal terminal = Terminal.NONE;
    private List<Callable<?>> rounds = List.of();
    private int leases;
    private int stored;

    Commands(TestDatabase database) {
        this(database, new Recordings());
    }

    Commands(TestDatabase database, Recordings recordings) {
        this.database = database;
        this.recordings = recordings;
    }

    Recordings recordings() {
        return recordings;
    }

    /** At this moment. */
    Commands at(Instant now) {
        clock = Clock.fixed(now, ZoneOffset.UTC);
        return this;
    }

    /** On a terminal. */
    Commands on(Terminal shown) {
        terminal = shown;
        return this;
    }

    /** What happens while a command waits for its end, one after the other; then somebody ends it. */
    Commands meanwhile(Callable<?>... happenings) {
        rounds = List.of(happenings);
        return this;
    }

    /** How often the program's own database was asked for. */
    int leases() {
        return leases;
    }

    Run run(String... arguments) {
        return runAs("demo", arguments);
    }

    Run runAs(String programName, String... arguments) {
        return execute(TrackingCommandLine.create(programName, shell(Map.of())), arguments);
    }

    Run runWith(Map<String, String> environment, String... arguments) {
        return execute(TrackingCommandLine.create("demo", shell(environment)), arguments);
    }

    static Run execute(CommandLine commandLine, String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int exitCode = commandLine
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
        return new Run(exitCode, out.toString(), err.toString());
    }

    @SuppressWarnings("NullAway") // an environment variable that is not set
    Shell shell(Map<String, String> environment) {
        return new Shell(this::lease, environment::get, terminal, clock, () -> new Rounds(rounds));
    }

    DefaultDatabase.Lease lease() {
        leases++;
        return new KnownDatabase(database.url(), TestDatabase.USERNAME, null);
    }

    /** Makes the tables, and has nothing in them. */
    void empty() throws Exception {
        sink().prepare();
        database.execute("truncate agent_executions, agent_execution_logs, agent_call_chains, agent_llm_calls,"
                + " agent_decisions, agent_citations");
    }

    /** Stores what has ended since it did so before. */
    void store() throws Exception {
        List<Execution> ended = List.copyOf(recordings.ended());
        sink().write(new RecordBatch(ended.subList(stored, ended.size()), List.of(), false));
        stored = ended.size();
    }

    PostgresRecordSink sink() {
        return new PostgresRecordSink(
                database::dataSource,
                new PlainJson(),
                null,
                true,
                ContentLimits.DEFAULTS,
                Presence.of(new ServiceIdentity("demo", null, null)),
                PostgresRecordSink.NETWORK_TIMEOUT);
    }

    static void assertFitsInto80Columns(String text) {
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(DisplayText.width(line)).as(line).isLessThanOrEqualTo(80));
    }

    /** What a command did. */
    record Run(int exitCode, String out, String err) {}

    /** Ends when all that is to happen has happened. */
    private static final class Rounds implements Ending {

        private final List<Callable<?>> happenings;
        private int next;

        private Rounds(List<Callable<?>> happenings) {
            this.happenings = happenings;
        }

        @Override
        public boolean comesWithin(Duration wait) {
            if (next == happenings.size()) {
                return true;
            }
            try {
                happenings.get(next++).call();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return false;
        }

        @Override
        public void close() {}
    }
}
