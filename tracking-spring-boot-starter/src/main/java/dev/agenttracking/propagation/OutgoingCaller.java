// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.RemoteCaller;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the requests of this application say of the execution that makes them.
 *
 * <p><b>Failure</b>: nothing is thrown; then the request says nothing.
 */
public final class OutgoingCaller {

    private final Sent sent;
    private final Faults faults;

    /**
     * Makes one.
     *
     * @param sent how much they say
     */
    public OutgoingCaller(Sent sent, Faults faults) {
        this.sent = sent;
        this.faults = faults;
    }

    /** The header's value, null outside of any execution. */
    private @Nullable String baggage() {
        try {
            RemoteCaller caller = sent == Sent.NONE ? null : CurrentExecution.toRemote();
            return caller == null
                    ? null
                    : CallerBaggage.write(caller, sent == Sent.ALL ? CurrentExecution.ids() : null);
        } catch (Throwable fault) {
            faults.swallow("telling another service who calls it", fault);
            return null;
        }
    }

    /** Adds the header to a request; one that takes none goes without. */
    <T> T addTo(T request, BiFunction<T, String, T> header) {
        String baggage = baggage();
        if (baggage == null) {
            return request;
        }
        try {
            return header.apply(request, baggage);
        } catch (Throwable fault) {
            faults.swallow("adding a header to a request", fault);
            return request;
        }
    }

    /** How much a request says. */
    public enum Sent {
        /** Nothing. */
        NONE,
        /** The execution and its root, which are random ids. */
        EXECUTION,
        /** Vault, conversation and user as well: for applications that call their own services alone. */
        ALL
    }
}
