// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.payload.CapturedContent;
import dev.agenttracking.propagation.OutgoingCaller;
import dev.agenttracking.writer.OverflowSettings;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.util.unit.DataSize;

/**
 * Settings of agent execution tracking.
 *
 * @param enabled Whether agents are tracked. Without, beans keep their own classes, and no thread or table is made.
 * @param store Where executions are stored.
 * @param datasource A database of the tracker's own, with a small pool of its own.
 * @param database The tables.
 * @param capture What is stored of arguments, results and LLM calls.
 * @param sampling Which executions are stored.
 * @param writer How executions get from the application's threads to the store.
 * @param propagation How executions follow requests to other services.
 * @param heartbeat How executions that take long become visible, and those whose process died.
 * @param agents Settings of one agent, by its name without regard to case and dashes.
 */
@ConfigurationProperties("tracking")
public record TrackingProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("auto") Store store,
        @DefaultValue Datasource datasource,
        @DefaultValue Database database,
        @DefaultValue Capture capture,
        @DefaultValue Sampling sampling,
        @DefaultValue Writer writer,
        @DefaultValue Propagation propagation,
        @DefaultValue Heartbeat heartbeat,
        @DefaultValue Map<String, Agent> agents) {

    /** Refuses time limits of agents that make no sense. */
    public TrackingProperties {
        agents.forEach((name, agent) -> {
            if (agent.samplingRate() != null) {
                requireRate("tracking.agents." + name + ".sampling-rate", agent.samplingRate());
            }
            if (agent.timeout() != null) {
                requireDuration(
                        "tracking.agents." + name + ".timeout",
                        agent.timeout(),
                        Duration.ofMillis(1),
                        Duration.ofDays(365));
            }
        });
    }

    /** Where executions are stored. */
    public enum Store {
        /** PostgreSQL where the application has one or a URL is given, else memory. */
        AUTO,
        /** PostgreSQL; without one the application does not start. */
        POSTGRES,
        /** In memory, the newest thousand and 32 MB at most; questions are answered from there. */
        MEMORY,
        /** A line each in the log, without content. */
        LOG,
        /** Nowhere. */
        NONE
    }

    /**
     * A database of the tracker's own.
     *
     * @param url JDBC URL of a PostgreSQL database for tracking alone. Default: the application's DataSource.
     * @param username User of that database.
     * @param password Password of that user.
     */
    public record Datasource(
            @Nullable String url,
            @Nullable String username,
            @Nullable String password) {

        private static final String PREFIX = "jdbc:postgresql:";

        /** Takes a blank URL for none, and refuses one that is not PostgreSQL's. */
        public Datasource {
            url = url == null || url.isBlank() ? null : url.strip();
            if (url != null && !url.startsWith(PREFIX)) {
                String shown = url.substring(0, Math.min(PREFIX.length(), url.length()));
                throw new InvalidConfigurationPropertyValueException(
                        "tracking.datasource.url", shown + "…", "It takes a URL that begins with " + PREFIX + "//");
            }
        }
    }

    /**
     * The tables.
     *
     * @param schema Schema of the tables; made where it is missing. Default: the connection's.
     * @param migrate Whether the tables are made and brought up to date at the start, with Liquibase.
     */
    public record Database(
            @Nullable String schema, @DefaultValue("true") boolean migrate) {}

    /**
     * What is stored of a call.
     *
     * @param content How much of what is stored: all with secrets masked, all, or sizes and types only. What is Sensitive is
     *     masked in any case.
     * @param input Whether arguments are stored.
     * @param output Whether results are stored.
     * @param llm Whether what goes to models and tools, and what they answer, is stored; without, times, tokens and costs are.
     * @param maxValueSize How long the JSON of one argument, result, prompt or answer may get; more is cut, and marked as cut.
     * @param maxExecutionSize How long all the JSON of one execution may get.
     */
    public record Capture(
            @DefaultValue("redacted") CapturedContent content,
            @DefaultValue("true") boolean input,
            @DefaultValue("true") boolean output,
            @DefaultValue("true") boolean llm,
            @DefaultValue("64KB") DataSize maxValueSize,
            @DefaultValue("512KB") DataSize maxExecutionSize) {

        /** Refuses sizes that hold nothing, or more than one message to the database can. */
        public Capture {
            requireSize("tracking.capture.max-value-size", maxValueSize);
            requireSize("tracking.capture.max-execution-size", maxExecutionSize);
        }

        private static void requireSize(String name, DataSize size) {
            if (size.toBytes() < 64 || size.compareTo(DataSize.ofMegabytes(64)) > 0) {
                throw new InvalidConfigurationPropertyValueException(name, size, "It takes a size from 64B to 64MB.");
            }
        }
    }

    /**
     * Which executions are stored.
     *
     * @param rate Part of the call trees that is stored, 0 to 1, drawn by the root's id. Failed, timed-out and skipped executions
     *     and those with a poor answer are stored in any case, with those that called them.
     */
    public record Sampling(@DefaultValue("1.0") double rate) {

        /** Refuses what is no part of a whole. */
        public Sampling {
            requireRate("tracking.sampling.rate", rate);
        }
    }

    /**
     * How executions get to the store.
     *
     * @param queueCapacity How many ended executions may wait before they are turned into rows; when the queue is full the newest
     *     are dropped, and counted.
     * @param batchSize How many executions are stored in one transaction at most.
     * @param flushInterval How long it takes at most until an ended execution is stored, while there is little to store.
     * @param shutdownTimeout How long stopping the application waits for what is not yet stored.
     * @param bufferSize How much of what is to be stored waits in memory, as rows, beside the queue.
     * @param connections How many batches are stored at once, each over a connection of its own. More than one needs
     *     tracking.datasource.url, since of the application's pool no more than one connection is ever taken.
     * @param overflow What happens to executions that do not fit into memory.
     * @param blockTimeout How long a caller waits for room where overflow is block.
     * @param spill Files that executions wait in.
     * @param durability What an execution survives from the moment in which its call returns.
     */
    public record Writer(
            @DefaultValue("16384") int queueCapacity,
            @DefaultValue("2048") int batchSize,
            @DefaultValue("50ms") Duration flushInterval,
            @DefaultValue("10s") Duration shutdownTimeout,
            @DefaultValue("32MB") DataSize bufferSize,
            @DefaultValue("1") int connections,
            @DefaultValue("spill") OverflowSettings.Policy overflow,
            @DefaultValue("1s") Duration blockTimeout,
            @DefaultValue Spill spill,
            @DefaultValue("memory") Durability durability) {

        /** Refuses sizes below one and durations that make no sense. */
        public Writer {
            requireRange("tracking.writer.queue-capacity", queueCapacity, 2, 1 << 24);
            requireRange("tracking.writer.batch-size", batchSize, 1, 1 << 16);
            requireDuration(
                    "tracking.writer.flush-interval", flushInterval, Duration.ofMillis(1), Duration.ofMinutes(1));
            requireDuration("tracking.writer.shutdown-timeout", shutdownTimeout, Duration.ZERO, Duration.ofMinutes(10));
            if (bufferSize.compareTo(DataSize.ofMegabytes(1)) < 0
                    || bufferSize.compareTo(DataSize.ofGigabytes(16)) > 0) {
                throw new InvalidConfigurationPropertyValueException(
                        "tracking.writer.buffer-size", bufferSize, "It takes a size from 1MB to 16GB.");
            }
            requireRange("tracking.writer.connections", connections, 1, 16);
            requireDuration("tracking.writer.block-timeout", blockTimeout, Duration.ZERO, Duration.ofMinutes(1));
        }

        /** What an execution survives. */
        public enum Durability {
            /** It is lost where the process is killed before it is stored, up to the flush interval later. */
            MEMORY,
            /** It is in a file before its call returns, so it survives the end of the process, however that ends. */
            JOURNAL
        }

        /**
         * Files that executions wait in, for a store that is away and for the next start.
         *
         * @param directory Folder of these files; processes that store in the same tables may share it. Default: one in the
         *     system's folder for temporary files, by application and database.
         * @param maxSize How much of it one process may use. What does not fit is dropped, and counted.
         */
        public record Spill(
                @Nullable Path directory,
                @DefaultValue("1GB") DataSize maxSize) {

            /** Refuses sizes that hold nothing. */
            public Spill {
                if (maxSize.compareTo(DataSize.ofMegabytes(1)) < 0) {
                    throw new InvalidConfigurationPropertyValueException(
                            "tracking.writer.spill.max-size", maxSize, "It takes a size of at least 1MB.");
                }
            }
        }
    }

    /**
     * How executions follow requests to other services, in the baggage header.
     *
     * @param accept Whether the execution that a request names becomes the parent of those that begin in it. Only for services
     *     whose callers can be trusted.
     * @param send What requests say: the execution and its root; vault, conversation and user as well; or nothing.
     */
    public record Propagation(
            @DefaultValue("false") boolean accept,
            @DefaultValue("execution") OutgoingCaller.Sent send) {}

    /**
     * How executions that take long become visible, and those whose process died.
     *
     * @param graceTime How long an execution runs before its row is stored as running.
     * @param interval How often the store hears that this process lives, and what such executions are at.
     * @param timeout Without a sign of life for so long, other processes mark what this one was at as abandoned.
     */
    public record Heartbeat(
            @DefaultValue("2s") Duration graceTime,
            @DefaultValue("10s") Duration interval,
            @DefaultValue("60s") Duration timeout) {

        private static final int INTERVALS_PER_TIMEOUT = 3;

        /** Refuses times that make no sense. */
        public Heartbeat {
            requireDuration("tracking.heartbeat.grace-time", graceTime, Duration.ofMillis(10), Duration.ofDays(1));
            requireDuration("tracking.heartbeat.interval", interval, Duration.ofMillis(10), Duration.ofHours(1));
            requireDuration(
                    "tracking.heartbeat.timeout",
                    timeout,
                    interval.multipliedBy(INTERVALS_PER_TIMEOUT),
                    Duration.ofDays(1));
        }
    }

    /**
     * Settings of one agent; what is not set is as for all.
     *
     * @param enabled Whether its executions are recorded.
     * @param samplingRate Part of its executions that is stored, 0 to 1; where others call it, it can only be less than theirs.
     * @param captureInput Whether its arguments are stored.
     * @param captureOutput Whether its results are stored.
     * @param timeout Time limit of its executions, in place of the annotation's.
     * @param checks Names of the checks that judge its answers, in place of all that are not disabled; an empty list for none.
     */
    public record Agent(
            @DefaultValue("true") boolean enabled,
            @Nullable Double samplingRate,
            @Nullable Boolean captureInput,
            @Nullable Boolean captureOutput,
            @Nullable Duration timeout,
            @Nullable List<String> checks) {}

    private static void requireRate(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new InvalidConfigurationPropertyValueException(name, value, "It takes a number from 0 to 1.");
        }
    }

    private static void requireRange(String name, int value, int least, int most) {
        if (value < least || value > most) {
            throw new InvalidConfigurationPropertyValueException(
                    name, value, "It takes a number from " + least + " to " + most + ".");
        }
    }

    private static void requireDuration(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new InvalidConfigurationPropertyValueException(
                    name, value, "It takes a duration from " + least.toMillis() + "ms to " + most.toSeconds() + "s.");
        }
    }
}
