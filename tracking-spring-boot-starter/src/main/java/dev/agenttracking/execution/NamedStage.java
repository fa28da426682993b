// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A stage that no enum declares: named in code, added by the library, or found by reflection.
 *
 * @param kind null for a name given in code that is of no kind
 */
public record NamedStage(String stageName, @Nullable ExecutionStage kind) implements TrackedStage {

    static final NamedStage LLM_CALL = new NamedStage(ExecutionStage.LLM_CALL.storedName(), ExecutionStage.LLM_CALL);

    private static final Map<String, ExecutionStage> KINDS =
            Stream.of(ExecutionStage.values()).collect(Collectors.toMap(ExecutionStage::storedName, kind -> kind));

    /** A stage named in code; it is of a kind where its name is that kind's. */
    public static NamedStage of(String name) {
        return new NamedStage(name, KINDS.get(name));
    }
}
