// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.annotation.runtime.TimeoutFormat;
import dev.agenttracking.processor.model.ExecutionModel;
import javax.lang.model.element.AnnotationMirror;
import org.jspecify.annotations.Nullable;

/** Reads the {@code @TrackExecution} that counts for a method. */
final class ExecutionParser {

    private ExecutionParser() {}

    /** Null where the method is no execution. */
    static @Nullable ExecutionModel parse(FoundMethod method) {
        TrackingRules.Found execution = TrackingRules.execution(method);
        if (execution == null) {
            return null;
        }
        AnnotationMirror mirror = execution.mirror();
        String given = Annotations.text(mirror, "method");
        return new ExecutionModel(
                given.isEmpty() ? method.method().getSimpleName().toString() : given,
                Annotations.texts(mirror, "tags"),
                timeoutNanos(Annotations.text(mirror, "timeout")),
                Annotations.flag(mirror, "captureInput", true),
                Annotations.flag(mirror, "captureOutput", true));
    }

    /** A text that does not parse is reported where it stands; if that is another jar, the method has no limit. */
    private static long timeoutNanos(String text) {
        try {
            return TimeoutFormat.parseNanos(text);
        } catch (IllegalArgumentException e) {
            return 0;
        }
    }
}
