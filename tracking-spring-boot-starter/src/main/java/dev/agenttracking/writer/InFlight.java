// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The batches that are being stored, and of each what is not settled yet.
 *
 * <p><b>Threading</b>: guarded by the backlog's lock.
 */
final class InFlight {

    private final Map<PendingBatch, Set<Pending>> unsettled = new LinkedHashMap<>();

    void add(PendingBatch batch) {
        Set<Pending> records = Collections.newSetFromMap(new IdentityHashMap<>());
        records.addAll(batch.records());
        unsettled.put(batch, records);
    }

    /** Some of a batch need to wait no more. Returns false where they were claimed meanwhile. */
    boolean settle(PendingBatch batch, List<Pending> records) {
        Set<Pending> left = unsettled.get(batch);
        if (left == null) {
            return false;
        }
        records.forEach(left::remove);
        if (left.isEmpty()) {
            unsettled.remove(batch);
        }
        return true;
    }

    /** The least number of a batch; more than any where there is none. */
    long first() {
        return unsettled.keySet().stream().mapToLong(PendingBatch::number).min().orElse(Long.MAX_VALUE);
    }

    boolean isEmpty() {
        return unsettled.isEmpty();
    }

    /** Gives up all. Returns what of it is in no file, in the order in which it was taken. */
    List<Pending> claim() {
        List<Pending> claimed = new ArrayList<>();
        unsettled.forEach((batch, left) -> {
            if (batch.file() == null) {
                batch.records().stream().filter(left::contains).forEach(claimed::add);
            }
        });
        unsettled.clear();
        return claimed;
    }
}
