// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import org.jspecify.annotations.Nullable;

/**
 * A declared stage of an agent. Generated {@code XStage} enums implement it, one constant per stage of the class {@code X}.
 *
 * <p><b>Threading</b>: implementations are immutable.
 */
public interface TrackedStage {

    /** The name in the record, for example {@code pre_process}. */
    String stageName();

    /** The kind of step; null only for a stage named ad hoc in code, never for a declared one. */
    @Nullable
    ExecutionStage kind();
}
