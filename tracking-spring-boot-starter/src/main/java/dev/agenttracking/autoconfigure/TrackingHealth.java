// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.writer.DropReason;
import dev.agenttracking.writer.ExecutionWriter;
import dev.agenttracking.writer.WriterCounts;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;

/**
 * How it stands with the records, as details of an application that is up in any case: it works without its store, and a probe that
 * restarts it, or takes its traffic away, would make an outage of tracking one of the application. Asks the database nothing.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class TrackingHealth implements HealthIndicator {

    private final ExecutionWriter writer;
    private final TrackingStore store;
    private final boolean enabled;

    TrackingHealth(ExecutionWriter writer, TrackingStore store, boolean enabled) {
        this.writer = writer;
        this.store = store;
        this.enabled = enabled;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up().withDetail("enabled", enabled);
        return enabled ? details(health).build() : health.build();
    }

    private Health.Builder details(Health.Builder health) {
        WriterCounts counts = writer.counts();
        Map<String, Long> dropped = new LinkedHashMap<>();
        for (DropReason reason : DropReason.values()) {
            dropped.put(lower(reason), counts.dropped().getOrDefault(reason, 0L));
        }
        return health.withDetail("store", store.sink().describe())
                .withDetail("state", lower(writer.storeState()))
                .withDetail("reachable", writer.reachesStore())
                .withDetail("accepted", counts.accepted())
                .withDetail("queued", counts.queued())
                .withDetail("spilled", counts.spilled())
                .withDetail("spilledBytes", writer.spilledBytes())
                .withDetail("written", counts.written())
                .withDetail("deadLettered", counts.deadLettered())
                .withDetail("dropped", dropped)
                .withDetail("handedOver", counts.handedOver())
                .withDetail("failures", counts.failures())
                .withDetail("balanced", counts.isBalanced());
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
