// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.util.ArrayList;
import java.util.Collection;
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

    /** Nearly always a batch is settled as a whole: until some of it is, all of it stands here as it is. */
    private final Map<PendingBatch, Collection<Pending>> unsettled = new LinkedHashMap<>();

    void add(PendingBatch batch) {
        unsettled.put(batch, batch.records());
    }

    /** Some of a batch need to wait no more. Returns false where they were claimed meanwhile. */
    boolean settle(PendingBatch batch, List<Pending> records) {
        Collection<Pending> left = unsettled.get(batch);
        if (left == null) {
            return false;
        }
        if (records.size() < left.size()) {
            Set<Pending> rest = Collections.newSetFromMap(new IdentityHashMap<>());
            rest.addAll(left);
            records.forEach(rest::remove);
            unsettled.put(batch, rest);
        } else {
            unsettled.remove(batch);
        }
        return true;
    }

    /** The least number of a batch; more than any where there is none. */
    long first() {
        return unsettled.keySet().stream().mapToLong(PendingBatch::number).min().orElse(Long.MAX_VALUE);
    }

    /** Whether some is from files of this process. */
    boolean hasSpilled() {
        return unsettled.keySet().stream().anyMatch(batch -> batch.file() != null && !batch.isInherited());
    }

    boolean isEmpty() {
        return unsettled.isEmpty();
    }

    /** Gives up all. Returns what of it is in no file, in the order in which it was taken. */
    List<Pending> claim() {
        List<Pending> claimed = new ArrayList<>();
        unsettled.forEach((batch, left) -> {
            if (batch.file() == null) {
                batch.records().stream()
                        .filter(record -> left instanceof List || left.contains(record))
                        .forEach(claimed::add);
            }
        });
        unsettled.clear();
        return claimed;
    }
}
