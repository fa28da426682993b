// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import org.jspecify.annotations.Nullable;

/**
 * Knows what calls of models cost, and which may not be made any more.
 *
 * <p><b>Threading</b>: thread-safe; called on the threads that call models. Must not block.
 *
 * <p><b>Failure</b>: what it throws is swallowed, but for the {@link RefusedLlmCallException} of {@link #admit}.
 */
public interface LlmAccounting {

    /** Knows nothing, and lets all pass. */
    LlmAccounting NONE = new LlmAccounting() {};

    /**
     * A model is about to be called.
     *
     * @param model the model asked for, null where unknown
     * @throws RefusedLlmCallException where the call must not be made
     */
    default void admit(Execution execution, @Nullable String model) {}

    /**
     * A model is called, whatever is said of it: the call counts as one that is made.
     *
     * @param model the model asked for, null where unknown
     */
    default void admitted(Execution execution, @Nullable String model) {
        try {
            admit(execution, model);
        } catch (RefusedLlmCallException unheard) {
            // Nobody can be kept from this call.
        }
    }

    /**
     * What a call cost.
     *
     * @param sent what was asked of whom
     * @param answeredBy the model that answered, null where it did not say
     * @param usage what it used, null where unknown
     * @param startEpochMillis when it was sent, in milliseconds since 1970
     * @return null where that is not known
     */
    default LlmCall.@Nullable Cost cost(
            LlmCall.Sent sent, @Nullable String answeredBy, LlmCall.@Nullable Usage usage, long startEpochMillis) {
        return null;
    }

    /** A call is over: it has an answer, has failed, or was given up. */
    default void ended(Execution execution, LlmCall call) {}
}
