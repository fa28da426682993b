// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreePath;
import com.sun.source.util.Trees;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import dev.agenttracking.processor.model.SourceLocation;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.processing.ProcessingEnvironment;
import javax.lang.model.element.TypeElement;
import javax.tools.Diagnostic;

/** Reads lines, local classes and calls from javac's trees. */
final class TreeSourceLocator implements SourceLocator {

    private final ProcessingEnvironment environment;
    private final Trees trees;
    private final JavacTask task;
    private final Diagnostics diagnostics;

    TreeSourceLocator(ProcessingEnvironment environment, Trees trees, JavacTask task, Diagnostics diagnostics) {
        this.environment = environment;
        this.trees = trees;
        this.task = task;
        this.diagnostics = diagnostics;
    }

    @Override
    public SourceLocation locate(TypeElement type) {
        TreePath path = trees.getPath(type);
        if (path == null || !(path.getLeaf() instanceof ClassTree tree)) {
            return SourceLocator.byConvention(type);
        }
        CompilationUnitTree unit = path.getCompilationUnit();
        String file = unit.getSourceFile().toUri().getPath();
        String name = file == null ? unit.getSourceFile().getName() : file;
        long position = namePosition(unit, tree);
        int line = position == Diagnostic.NOPOS ? 0 : (int) unit.getLineMap().getLineNumber(position);
        return new SourceLocation(name.substring(name.lastIndexOf('/') + 1), line);
    }

    @Override
    public void reportLocalClasses(TypeElement topLevelType) {
        TreePath path = trees.getPath(topLevelType);
        if (path != null && LocalClassScanner.isWorthwhile(path.getCompilationUnit())) {
            new LocalClassScanner(trees, diagnostics).scan(path, null);
        }
    }

    @Override
    public void reportEscapingCalls(TrackedCalls calls, boolean subclasses) {
        task.addTaskListener(new EscapingCallListener(
                trees,
                () -> new EscapingCallScanner(
                        trees,
                        environment.getElementUtils(),
                        environment.getTypeUtils(),
                        calls,
                        subclasses,
                        diagnostics)));
    }

    /** A class begins at its first annotation; its name stands behind the last modifier. */
    private long namePosition(CompilationUnitTree unit, ClassTree tree) {
        SourcePositions positions = trees.getSourcePositions();
        long start = positions.getStartPosition(unit, tree);
        Tree modifiers = tree.getModifiers();
        long afterModifiers = Math.max(start, positions.getEndPosition(unit, modifiers));
        try {
            Matcher name = Pattern.compile(tree.getSimpleName().toString(), Pattern.LITERAL)
                    .matcher(unit.getSourceFile().getCharContent(true));
            return name.find((int) afterModifiers) ? name.start() : start;
        } catch (IOException e) {
            return start;
        }
    }
}
