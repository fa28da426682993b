// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.NotPostgresException;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.writer.FallbackSink;
import dev.agenttracking.writer.LogRecordSink;
import dev.agenttracking.writer.MemoryRecordSink;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Makes the store that the settings ask for. Connects to nothing: whether a database is there, and fits, shows when the writer
 * first needs it.
 */
final class SinkFactory {

    private static final Logger log = LoggerFactory.getLogger(SinkFactory.class);
    private static final int MEMORY_CAPACITY = 1_000;

    private final TrackingProperties properties;
    private final TrackingDatabase database;
    private final ObjectProvider<RecordSink> ownSink;
    private final Presence presence;
    private final JsonContent content = new JsonContent();

    SinkFactory(
            TrackingProperties properties,
            TrackingDatabase database,
            ObjectProvider<RecordSink> ownSink,
            Presence presence) {
        this.properties = properties;
        this.database = database;
        this.ownSink = ownSink;
        this.presence = presence;
    }

    /** The application's own store where it has one, else what {@code tracking.store} says. */
    RecordSink create() {
        RecordSink own = ownSink.getIfUnique();
        if (own != null) {
            return own;
        }
        return switch (properties.store()) {
            case AUTO -> auto();
            case POSTGRES -> explicit();
            case MEMORY -> new MemoryRecordSink(MEMORY_CAPACITY);
            case LOG -> new LogRecordSink();
            case NONE -> new NoSink();
        };
    }

    private RecordSink auto() {
        DataSource found = database.find();
        if (found != null) {
            return new FallbackSink(
                    postgres(found), new MemoryRecordSink(MEMORY_CAPACITY), NotPostgresException.class::isInstance);
        }
        long candidates = database.candidates();
        log.warn(
                "Tracking keeps the newest {} executions in memory, since the application has {}. Give it a PostgreSQL database"
                        + " with tracking.datasource.url, or set tracking.store.",
                MEMORY_CAPACITY,
                candidates == 0 ? "no DataSource" : candidates + " DataSources and none is primary");
        return new MemoryRecordSink(MEMORY_CAPACITY);
    }

    private RecordSink explicit() {
        DataSource found = database.find();
        if (found == null) {
            throw new InvalidConfigurationPropertyValueException(
                    "tracking.store",
                    "postgres",
                    "It needs a PostgreSQL database: one DataSource bean (or a primary one), or tracking.datasource.url.");
        }
        return postgres(found);
    }

    private RecordSink postgres(DataSource found) {
        TrackingProperties.Capture capture = properties.capture();
        return new PostgresRecordSink(
                () -> found,
                content::encode,
                properties.database().schema(),
                properties.database().migrate(),
                new ContentLimits((int) capture.maxValueSize().toBytes(), (int)
                        capture.maxExecutionSize().toBytes()),
                presence,
                PostgresRecordSink.NETWORK_TIMEOUT);
    }

    /** Takes executions and keeps none. */
    private static final class NoSink implements RecordSink {
        @Override
        public void write(RecordBatch batch) {
            // Recorded for listeners and metrics alone.
        }

        @Override
        public String describe() {
            return "nowhere";
        }
    }
}
