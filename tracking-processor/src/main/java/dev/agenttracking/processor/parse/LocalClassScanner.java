// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import org.jspecify.annotations.Nullable;

/** Finds local and anonymous classes with annotations in method bodies. Names are not attributed yet, so it goes by text. */
final class LocalClassScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private final Trees trees;
    private final Diagnostics diagnostics;

    LocalClassScanner(Trees trees, Diagnostics diagnostics) {
        this.trees = trees;
        this.diagnostics = diagnostics;
    }

    /** Only files that import from this library can mean its annotations by their simple names. */
    static boolean isWorthwhile(CompilationUnitTree unit) {
        return unit.getImports().stream()
                .anyMatch(tree -> tree.getQualifiedIdentifier().toString().startsWith(Annotations.PACKAGE));
    }

    @Override
    public @Nullable Void visitClass(ClassTree tree, @Nullable Void unused) {
        Tree parent = getCurrentPath().getParentPath().getLeaf();
        boolean local = tree.getKind() != Tree.Kind.INTERFACE
                && !(parent instanceof ClassTree)
                && !(parent instanceof CompilationUnitTree);
        if (local
                && (isAnnotated(tree.getModifiers())
                        || tree.getMembers().stream().anyMatch(this::isAnnotatedMethod))) {
            String name = tree.getSimpleName().toString();
            diagnostics.reportAt(
                    trees,
                    tree,
                    getCurrentPath().getCompilationUnit(),
                    DiagnosticCode.LOCAL_CLASS,
                    name.isEmpty() ? "An anonymous class" : name);
        }
        return super.visitClass(tree, null);
    }

    private boolean isAnnotatedMethod(Tree member) {
        return member instanceof MethodTree method && isAnnotated(method.getModifiers());
    }

    private static boolean isAnnotated(ModifiersTree modifiers) {
        return modifiers.getAnnotations().stream().anyMatch(LocalClassScanner::isTracking);
    }

    private static boolean isTracking(AnnotationTree annotation) {
        String name = annotation.getAnnotationType().toString();
        return name.equals("TrackExecution")
                || name.equals("Stage")
                || name.equals(Annotations.TRACK_EXECUTION)
                || name.equals(Annotations.STAGE);
    }
}
