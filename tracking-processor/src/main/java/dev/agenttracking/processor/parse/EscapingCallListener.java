// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.sun.source.util.TaskEvent;
import com.sun.source.util.TaskListener;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import java.util.function.Supplier;
import javax.lang.model.element.TypeElement;

/** Has each class looked through as soon as javac knows what its names mean, which is after the last round. */
final class EscapingCallListener implements TaskListener {

    private final Trees trees;
    private final Supplier<EscapingCallScanner> scanners;

    EscapingCallListener(Trees trees, Supplier<EscapingCallScanner> scanners) {
        this.trees = trees;
        this.scanners = scanners;
    }

    @Override
    public void finished(TaskEvent event) {
        TypeElement type = event.getTypeElement();
        if (event.getKind() == TaskEvent.Kind.ANALYZE && type != null) {
            try {
                TreePath path = trees.getPath(type);
                if (path != null && !Annotations.has(type, Annotations.GENERATED)) {
                    scanners.get().scan(path, null);
                }
            } catch (RuntimeException | LinkageError | StackOverflowError | AssertionError defect) {
                // A warning that is missing is better than a build that stops.
            }
        }
    }
}
