// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.metrics;

import dev.agenttracking.execution.Failures;
import org.jspecify.annotations.Nullable;

/** What an exception is called in tags. */
final class ErrorTypes {

    private ErrorTypes() {}

    /** The class's name, as in the column {@code error_type}; null for no exception. */
    static @Nullable String of(@Nullable Throwable failure) {
        return failure == null ? null : Failures.unwrap(failure).getClass().getName();
    }

    /** The class's name without its package, as Micrometer has it. */
    static @Nullable String simple(@Nullable Throwable failure) {
        return failure == null ? null : failure.getClass().getSimpleName();
    }
}
