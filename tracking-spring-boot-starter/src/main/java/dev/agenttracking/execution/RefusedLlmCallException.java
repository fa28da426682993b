// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

/** A call of a model that must not be made; whoever would have made it gets this exception in place of an answer. */
public abstract class RefusedLlmCallException extends RuntimeException {

    /** Makes an exception. */
    protected RefusedLlmCallException(String message) {
        super(message);
    }
}
