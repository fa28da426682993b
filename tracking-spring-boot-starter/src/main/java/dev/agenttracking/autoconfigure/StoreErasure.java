// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.ErasureReport;
import dev.agenttracking.analytics.ErasureRequest;
import dev.agenttracking.analytics.ExecutionErasure;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Erases from the database, also while tracking is off.
 *
 * <p><b>Failure</b>: where executions are kept in memory alone nothing is erased: they are gone with the process.
 */
final class StoreErasure implements ExecutionErasure {

    private final Supplier<@Nullable TrackingStore> store;
    private final TrackingDatabase database;
    private final ExecutionErasure inDatabase;

    /**
     * Makes an erasure.
     *
     * @param store gives null while tracking is off
     * @param schema of the tables in the database, null for the connection's own
     */
    StoreErasure(Supplier<@Nullable TrackingStore> store, TrackingDatabase database, @Nullable String schema) {
        this.store = store;
        this.database = database;
        this.inDatabase = ExecutionErasure.of(database.lazily(), schema);
    }

    @Override
    public ErasureReport erase(ErasureRequest request) {
        return used().erase(request);
    }

    @Override
    public ErasureReport preview(ErasureRequest request) {
        return used().preview(request);
    }

    private ExecutionErasure used() {
        TrackingStore present = store.get();
        if (database.find() != null && (present == null || present.memory() == null)) {
            return inDatabase;
        }
        throw new AnalyticsException(
                present == null
                        ? "Tracking is off, and there is no database to erase from"
                        : "Executions go to " + present.sink().describe() + ", from where nothing can be erased",
                null);
    }
}
