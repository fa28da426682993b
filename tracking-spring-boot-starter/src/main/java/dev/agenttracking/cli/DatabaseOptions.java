// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionErasure;
import dev.agenttracking.analytics.RollupBackfill;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * Which database a command asks: its options, else the environment variable {@code DATABASE_URL}, else the program's own. A
 * mixin, made with the program's {@link DefaultDatabase}:
 *
 * <pre>{@code
 * @Mixin
 * private final DatabaseOptions database;
 * }</pre>
 */
public final class DatabaseOptions {

    private static final String ENVIRONMENT_VARIABLE = "DATABASE_URL";

    private final DefaultDatabase defaultDatabase;
    private final UnaryOperator<@Nullable String> environment;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description =
                    "The database: jdbc:postgresql://host:5432/database or postgresql://user:password@host:5432/database."
                            + " Otherwise that of the environment variable DATABASE_URL.")
    private @Nullable String url;

    @Option(names = "--username", paramLabel = "NAME", description = "The database's user.")
    private @Nullable String username;

    @Option(names = "--password", paramLabel = "PASSWORD", description = "The user's password.")
    private @Nullable String password;

    /** Options of a command of a program that has this database. */
    public DatabaseOptions(DefaultDatabase defaultDatabase) {
        this(defaultDatabase, System::getenv);
    }

    @SuppressWarnings("NullAway") // an environment variable that is not set
    DatabaseOptions(DefaultDatabase defaultDatabase, UnaryOperator<@Nullable String> environment) {
        this.defaultDatabase = defaultDatabase;
        this.environment = environment;
    }

    /** The database that is asked for. */
    public DefaultDatabase.Lease open() throws Exception {
        if (url != null) {
            return address("--url", url).with(username, password).lease();
        }
        String variable = environment.apply(ENVIRONMENT_VARIABLE);
        if (variable != null && !variable.isBlank()) {
            return address(ENVIRONMENT_VARIABLE, variable)
                    .with(username, password)
                    .lease();
        }
        return new Leased(defaultDatabase.open(), username, password);
    }

    /** Answers from the database that is asked for. Both are closed together. */
    public <T> T ask(Question<T> question) throws Exception {
        try (DefaultDatabase.Lease lease = open();
                ExecutionAnalytics.Session analytics =
                        ExecutionAnalytics.connect(lease.url(), lease.username(), lease.password())) {
            return question.answer(analytics);
        }
    }

    /** Erases from the database that is asked for. Both are closed together. */
    <T> T erase(Erasure<T> erasure) throws Exception {
        try (DefaultDatabase.Lease lease = open();
                ExecutionErasure.Session session =
                        ExecutionErasure.connect(lease.url(), lease.username(), lease.password())) {
            return erasure.run(session);
        }
    }

    /** Sums up in the database that is asked for. Both are closed together. */
    <T> T rollUp(Summing<T> summing) throws Exception {
        try (DefaultDatabase.Lease lease = open();
                RollupBackfill backfill = RollupBackfill.connect(lease.url(), lease.username(), lease.password())) {
            return summing.run(backfill);
        }
    }

    private DatabaseAddress address(String source, String text) {
        try {
            return DatabaseAddress.parse(text);
        } catch (IllegalArgumentException e) {
            String message = source + " is " + e.getMessage();
            throw command == null
                    ? new IllegalStateException(message, e)
                    : new CommandLine.ParameterException(command.commandLine(), message, e);
        }
    }

    /** What to ask. */
    @FunctionalInterface
    public interface Question<T> {

        /** The answer. */
        T answer(ExecutionAnalytics analytics) throws Exception;
    }

    /** What to erase. */
    @FunctionalInterface
    interface Erasure<T> {

        /** Erases, or counts. */
        T run(ExecutionErasure erasure) throws Exception;
    }

    /** What to sum up. */
    @FunctionalInterface
    interface Summing<T> {

        /** Sums up. */
        T run(RollupBackfill backfill) throws Exception;
    }

    /** The program's own, perhaps as another user. */
    private record Leased(
            DefaultDatabase.Lease lease,
            @Nullable String otherUsername,
            @Nullable String otherPassword) implements DefaultDatabase.Lease {

        @Override
        public String url() {
            return lease.url();
        }

        @Override
        public @Nullable String username() {
            return otherUsername == null ? lease.username() : otherUsername;
        }

        @Override
        public @Nullable String password() {
            return otherPassword == null ? lease.password() : otherPassword;
        }

        @Override
        public void close() {
            lease.close();
        }
    }
}
