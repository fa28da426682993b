// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation.runtime;

/**
 * Implemented by every generated {@code X$$Tracked}. Until its application context hands it a recorder, as during its
 * constructor, an instance tracks nothing.
 */
public interface TrackedBean {

    /** Hands this instance the recorder of the context that made it. */
    void agentTracking$recorder(CallRecorder recorder);
}
