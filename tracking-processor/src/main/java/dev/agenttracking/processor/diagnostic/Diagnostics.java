// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.diagnostic;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.Trees;
import javax.annotation.processing.Messager;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.AnnotationValue;
import javax.lang.model.element.Element;
import javax.tools.Diagnostic.Kind;
import org.jspecify.annotations.Nullable;

/** Hands messages to the compiler and counts the errors among them. */
public final class Diagnostics {

    private final @Nullable Messager messager;
    private int errors;

    private Diagnostics(@Nullable Messager messager) {
        this.messager = messager;
    }

    /** Reports to the compiler. */
    public static Diagnostics to(Messager messager) {
        return new Diagnostics(messager);
    }

    /** Only counts: for a first look at a class, which a second one with reports follows. */
    public static Diagnostics silent() {
        return new Diagnostics(null);
    }

    /** Reports at no place in particular. */
    public void report(DiagnosticCode code, Object... arguments) {
        count(code);
        if (messager != null) {
            messager.printMessage(code.kind(), code.message(arguments));
        }
    }

    /** Reports at an element. */
    public void reportAt(Element element, DiagnosticCode code, Object... arguments) {
        count(code);
        if (messager != null) {
            messager.printMessage(code.kind(), code.message(arguments), element);
        }
    }

    /** Reports at an annotation of an element, and there at one of its values where it is written out. */
    public void reportAt(
            Element element,
            AnnotationMirror annotation,
            @Nullable AnnotationValue value,
            DiagnosticCode code,
            Object... arguments) {
        count(code);
        if (messager == null) {
            return;
        }
        if (value == null) {
            messager.printMessage(code.kind(), code.message(arguments), element, annotation);
        } else {
            messager.printMessage(code.kind(), code.message(arguments), element, annotation, value);
        }
    }

    /** Reports at a place in source that is no element. */
    public void reportAt(Trees trees, Tree tree, CompilationUnitTree unit, DiagnosticCode code, Object... arguments) {
        count(code);
        if (messager != null) {
            trees.printMessage(code.kind(), code.message(arguments), tree, unit);
        }
    }

    /** How many errors were reported so far. */
    public int errors() {
        return errors;
    }

    private void count(DiagnosticCode code) {
        if (code.kind() == Kind.ERROR) {
            errors++;
        }
    }
}
