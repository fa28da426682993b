// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An execution of another process that called this one: the parent of the roots that begin here on its behalf.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class RemoteCaller {

    private final UUID executionId;
    private final UUID rootId;
    private final int depth;
    private final AtomicInteger nextSequence;

    /**
     * Describes a caller.
     *
     * @param executionId its id
     * @param rootId the id at the root of its tree
     * @param depth its distance from that root
     * @param sequence the position of this call among its calls; further ones of the same request count on from there
     */
    public RemoteCaller(UUID executionId, UUID rootId, int depth, int sequence) {
        this.executionId = executionId;
        this.rootId = rootId;
        this.depth = depth;
        this.nextSequence = new AtomicInteger(sequence);
    }

    /** Its id. */
    public UUID executionId() {
        return executionId;
    }

    /** The id at the root of its tree. */
    public UUID rootId() {
        return rootId;
    }

    /** Its distance from that root. */
    public int depth() {
        return depth;
    }

    /** The position of the next call on its behalf. */
    public int sequence() {
        return nextSequence.get();
    }

    int takeSequence() {
        return nextSequence.getAndIncrement();
    }
}
