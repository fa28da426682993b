// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a sum is of.
 *
 * @param <K> the kind
 */
public sealed interface RollupKey<K> permits ExecutionKey, StageKey, LlmKey {

    /** The same of all vaults. */
    K ofAllVaults();

    /** The sums of a rollup's table that what is counted belongs to. */
    List<K> stored();

    /** Puts what the columns of the rollup's table hold. */
    void putInto(Map<String, @Nullable Object> columns);
}
