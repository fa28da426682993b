// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/** Stands in a stage that waited for a model's answer which nobody recorded. Never thrown. */
final class UnansweredCallException extends Exception {

    private static final long serialVersionUID = 1L;

    UnansweredCallException() {
        super("no answer of the model was recorded", null, false, false);
    }
}
