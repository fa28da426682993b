// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ParenthesizedTree;
import com.sun.source.tree.TypeCastTree;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import com.sun.source.util.Trees;
import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import javax.lang.model.element.AnnotationMirror;
import javax.lang.model.element.Element;
import javax.lang.model.element.ElementKind;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/**
 * Finds calls in attributed trees that an object makes on itself and nobody records: with generated subclasses those by
 * {@code super}, with aspects all of them, since a proxy sees none. An override that goes on to what it overrides is part of the
 * same call. Calls on any other object, such as an injected self, pass.
 */
final class EscapingCallScanner extends TreePathScanner<@Nullable Void, @Nullable Void> {

    private final Trees trees;
    private final Elements elements;
    private final Types types;
    private final TrackedCalls calls;
    private final boolean subclasses;
    private final Diagnostics diagnostics;

    EscapingCallScanner(
            Trees trees,
            Elements elements,
            Types types,
            TrackedCalls calls,
            boolean subclasses,
            Diagnostics diagnostics) {
        this.trees = trees;
        this.elements = elements;
        this.types = types;
        this.calls = calls;
        this.subclasses = subclasses;
        this.diagnostics = diagnostics;
    }

    @Override
    public @Nullable Void visitMethodInvocation(MethodInvocationTree tree, @Nullable Void unused) {
        if (tree.getMethodSelect() instanceof MemberSelectTree select) {
            check(tree.getMethodSelect(), select.getIdentifier(), select.getExpression());
        } else if (tree.getMethodSelect() instanceof IdentifierTree name) {
            check(name, name.getName(), null);
        }
        return super.visitMethodInvocation(tree, null);
    }

    @Override
    public @Nullable Void visitMemberReference(MemberReferenceTree tree, @Nullable Void unused) {
        check(tree, tree.getName(), tree.getQualifierExpression());
        return super.visitMemberReference(tree, null);
    }

    private void check(ExpressionTree select, CharSequence name, @Nullable ExpressionTree qualifier) {
        if (!calls.mayBeTracked(name)) {
            return;
        }
        TreePath path =
                select == getCurrentPath().getLeaf() ? getCurrentPath() : new TreePath(getCurrentPath(), select);
        if (!(trees.getElement(path) instanceof ExecutableElement method)
                || method.getKind() != ElementKind.METHOD
                || method.getModifiers().contains(Modifier.STATIC)) {
            return;
        }
        Receiver receiver = qualifier == null ? implicit(method) : named(qualifier, path);
        if (receiver == null || (subclasses && !receiver.bySuper())) {
            return;
        }
        DiagnosticCode code = subclasses ? DiagnosticCode.SUPER_CALL : DiagnosticCode.SELF_CALL;
        if (calls.isTracked(method, receiver.type())
                && !(receiver.bySuper() && isInOverride(method, receiver.type()))
                && !isSuppressed(code)) {
            diagnostics.reportAt(
                    trees,
                    getCurrentPath().getLeaf(),
                    getCurrentPath().getCompilationUnit(),
                    code,
                    FoundMethod.declaringType(method).getSimpleName() + "." + method.getSimpleName());
        }
    }

    /** The innermost class around the call that has the method. */
    private @Nullable Receiver implicit(ExecutableElement method) {
        TypeElement declaring = FoundMethod.declaringType(method);
        for (TypeElement type : enclosingTypes()) {
            boolean member = method.getModifiers().contains(Modifier.PRIVATE)
                    ? type.equals(declaring)
                    : types.isSubtype(erasure(type), erasure(declaring));
            if (member) {
                return new Receiver(type, false);
            }
        }
        return null;
    }

    private @Nullable Receiver named(ExpressionTree qualifier, TreePath path) {
        ExpressionTree plain = qualifier;
        while (true) {
            if (plain instanceof ParenthesizedTree parenthesized) {
                plain = parenthesized.getExpression();
            } else if (plain instanceof TypeCastTree cast) {
                plain = cast.getExpression();
            } else {
                break;
            }
        }
        List<TypeElement> enclosing = enclosingTypes();
        if (plain instanceof IdentifierTree name) {
            return receiver(enclosing.get(0), name.getName());
        }
        if (plain instanceof MemberSelectTree select) {
            Element outer = trees.getElement(new TreePath(path, select.getExpression()));
            boolean encloses = outer instanceof TypeElement && enclosing.contains(outer);
            return receiver(
                    encloses ? (TypeElement) Objects.requireNonNull(outer) : enclosing.get(0), select.getIdentifier());
        }
        return null;
    }

    private static @Nullable Receiver receiver(TypeElement type, CharSequence keyword) {
        boolean bySuper = "super".contentEquals(keyword);
        return bySuper || "this".contentEquals(keyword) ? new Receiver(type, bySuper) : null;
    }

    private List<TypeElement> enclosingTypes() {
        List<TypeElement> enclosing = new ArrayList<>();
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof ClassTree && trees.getElement(path) instanceof TypeElement type) {
                enclosing.add(type);
            }
        }
        return enclosing;
    }

    private boolean isInOverride(ExecutableElement method, TypeElement type) {
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof MethodTree
                    && trees.getElement(path) instanceof ExecutableElement around
                    && around.getEnclosingElement() == type
                    && elements.overrides(around, method, type)) {
                return true;
            }
        }
        return false;
    }

    private boolean isSuppressed(DiagnosticCode code) {
        for (TreePath path = getCurrentPath(); path != null; path = path.getParentPath()) {
            if (path.getLeaf() instanceof MethodTree || path.getLeaf() instanceof ClassTree) {
                Element element = trees.getElement(path);
                AnnotationMirror suppressed =
                        element == null ? null : Annotations.find(element, SuppressWarnings.class.getName());
                if (suppressed != null && Annotations.texts(suppressed, "value").contains(code.code())) {
                    return true;
                }
            }
        }
        return false;
    }

    private TypeMirror erasure(TypeElement type) {
        return types.erasure(type.asType());
    }

    /**
     * The object itself, as the call names it.
     *
     * @param type its class, as far as the source of the call shows
     * @param bySuper whether the call passes by overriding methods
     */
    private record Receiver(TypeElement type, boolean bySuper) {}
}
