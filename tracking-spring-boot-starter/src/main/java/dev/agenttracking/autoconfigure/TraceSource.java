// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Surroundings.TraceIds;
import org.jspecify.annotations.Nullable;

/** Tells the trace that a thread is in; there is one where the application has Micrometer Tracing. */
@FunctionalInterface
interface TraceSource {

    /** Null outside of any trace. */
    @Nullable
    TraceIds current();
}
