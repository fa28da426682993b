// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.memory.MemoryLimits;
import dev.agenttracking.memory.MemoryRecordSink;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.postgres.ContentLimits;
import dev.agenttracking.postgres.NotPostgresException;
import dev.agenttracking.postgres.PostgresRecordSink;
import dev.agenttracking.postgres.Presence;
import dev.agenttracking.postgres.Retention;
import dev.agenttracking.writer.FallbackSink;
import dev.agenttracking.writer.LogRecordSink;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;

/**
 * Has the store that the settings ask for. Connects to nothing: whether a database is there, and fits, shows when the writer
 * first needs it.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class TrackingStore {

    private static final Logger log = LoggerFactory.getLogger(TrackingStore.class);

    private final TrackingProperties.Store setting;
    private final TrackingDatabase database;
    private final TrackingProperties.Database tables;
    private final ObjectProvider<RecordSink> ownSink;
    private final ContentLimits limits;
    private final Presence presence;
    private final Retention retention;
    private final JsonContent content;
    private @Nullable RecordSink sink;

    TrackingStore(
            TrackingProperties.Store setting,
            TrackingDatabase database,
            TrackingProperties.Database tables,
            ObjectProvider<RecordSink> ownSink,
            JsonContent content,
            ContentLimits limits,
            Presence presence,
            Retention retention) {
        this.setting = setting;
        this.database = database;
        this.tables = tables;
        this.ownSink = ownSink;
        this.content = content;
        this.limits = limits;
        this.presence = presence;
        this.retention = retention;
    }

    /** The application's own store where it has one, else what {@code tracking.store} says; the same each time. */
    synchronized RecordSink sink() {
        if (sink == null) {
            RecordSink own = ownSink.getIfUnique();
            sink = own == null ? configured() : own;
        }
        return sink;
    }

    /** The store in memory where that is the one in use, null else. */
    @Nullable
    MemoryRecordSink memory() {
        RecordSink used = sink();
        RecordSink active = used instanceof FallbackSink fallback ? fallback.active() : used;
        return active instanceof MemoryRecordSink memory ? memory : null;
    }

    private RecordSink configured() {
        return switch (setting) {
            case AUTO -> auto();
            case POSTGRES -> explicit();
            case MEMORY -> inMemory();
            case LOG -> new LogRecordSink();
            case NONE -> new NoSink();
        };
    }

    private RecordSink auto() {
        DataSource found = database.find();
        if (found != null) {
            return new FallbackSink(postgres(found), inMemory(), NotPostgresException.class::isInstance);
        }
        int candidates = database.candidates();
        log.warn(
                "Tracking keeps the newest {} executions in memory, since the application has {}. Give it a PostgreSQL database"
                        + " with tracking.datasource.url, or set tracking.store.",
                MemoryLimits.DEFAULTS.maxExecutions(),
                candidates == 0 ? "no DataSource" : candidates + " DataSources and none is primary");
        return inMemory();
    }

    private MemoryRecordSink inMemory() {
        return new MemoryRecordSink(MemoryLimits.DEFAULTS, content, limits, presence);
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

    private PostgresRecordSink postgres(DataSource found) {
        return new PostgresRecordSink(
                () -> found,
                content,
                tables.schema(),
                tables.migrate(),
                limits,
                presence,
                PostgresRecordSink.NETWORK_TIMEOUT,
                retention);
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
