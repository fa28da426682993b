// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.List;
import javax.lang.model.element.ExecutableElement;
import javax.lang.model.element.TypeElement;
import javax.lang.model.element.VariableElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import org.jspecify.annotations.Nullable;

/**
 * Kotlin's {@code suspend} functions as their Java stubs show them: {@code Object f(…, Continuation<? super T> completion)}.
 * The compiler of Kotlin gives overridable ones a static body of its own, so that resuming does not call the method again.
 */
final class Suspending {

    private static final String CONTINUATION = "kotlin.coroutines.Continuation";

    private Suspending() {}

    static boolean isSuspending(ExecutableElement method) {
        return continuation(method) != null && isClass(method.getReturnType(), "java.lang.Object");
    }

    /** What the function returns, as its author wrote it; null where its stub does not tell. */
    static @Nullable TypeMirror result(ExecutableElement method) {
        DeclaredType continuation = continuation(method);
        if (continuation == null || continuation.getTypeArguments().isEmpty()) {
            return null;
        }
        TypeMirror argument = continuation.getTypeArguments().get(0);
        return argument instanceof WildcardType wildcard ? wildcard.getSuperBound() : argument;
    }

    private static @Nullable DeclaredType continuation(ExecutableElement method) {
        List<? extends VariableElement> parameters = method.getParameters();
        return !parameters.isEmpty()
                        && parameters.get(parameters.size() - 1).asType() instanceof DeclaredType last
                        && isClass(last, CONTINUATION)
                ? last
                : null;
    }

    private static boolean isClass(TypeMirror type, String name) {
        return type.getKind() == TypeKind.DECLARED
                && ((DeclaredType) type).asElement() instanceof TypeElement element
                && element.getQualifiedName().contentEquals(name);
    }
}
