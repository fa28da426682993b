// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.diagnostic.DiagnosticCode;
import dev.agenttracking.processor.diagnostic.Diagnostics;
import java.util.List;
import java.util.function.Predicate;
import javax.lang.model.element.Modifier;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.util.Types;
import org.jspecify.annotations.Nullable;

/** Finds the tools of a class that are not tracked: the subclass overrides them all the same, or they would not be found in it. */
final class UntrackedTools {

    private final Types types;
    private final SubclassRules rules;
    private final SignatureParser signatures;
    private final Diagnostics diagnostics;
    private final Predicate<TypeElement> compiledHere;

    UntrackedTools(
            Types types,
            SubclassRules rules,
            SignatureParser signatures,
            Diagnostics diagnostics,
            Predicate<TypeElement> compiledHere) {
        this.types = types;
        this.rules = rules;
        this.signatures = signatures;
        this.diagnostics = diagnostics;
        this.compiledHere = compiledHere;
    }

    /** Those that can be overridden. */
    List<FoundMethod> find(TypeElement type, List<FoundMethod> methods, List<FoundMethod> tracked) {
        return candidates(type, methods, tracked).stream()
                .filter(method -> obstacle(method, type) == null)
                .toList();
    }

    /** Reports those that cannot be overridden, and are sought in the subclass alone. */
    void reportHidden(TypeElement type, List<FoundMethod> methods, List<FoundMethod> tracked) {
        for (FoundMethod method : candidates(type, methods, tracked)) {
            String obstacle = obstacle(method, type);
            if (obstacle != null && ToolAnnotations.isSoughtInItsClassAlone(method)) {
                diagnostics.reportAt(
                        method.declaringType().equals(type) ? method.method() : type,
                        DiagnosticCode.HIDDEN_TOOL,
                        method.displayName(),
                        type.getSimpleName(),
                        obstacle);
            }
        }
    }

    private List<FoundMethod> candidates(TypeElement type, List<FoundMethod> methods, List<FoundMethod> tracked) {
        return methods.stream()
                .filter(method -> !tracked.contains(method))
                .filter(method -> isLookedAt(method, type))
                .filter(ToolAnnotations::isTool)
                .toList();
    }

    /** As for the class itself: what it declares, and what its own interfaces implement. */
    private boolean isLookedAt(FoundMethod method, TypeElement type) {
        if (method.declaringType().equals(type)) {
            return true;
        }
        TypeMirror declaring = types.erasure(method.declaringType().asType());
        return method.is(Modifier.DEFAULT)
                && type.getInterfaces().stream().anyMatch(own -> types.isSubtype(types.erasure(own), declaring));
    }

    private @Nullable String obstacle(FoundMethod method, TypeElement type) {
        for (Modifier modifier : List.of(Modifier.PRIVATE, Modifier.STATIC, Modifier.FINAL)) {
            if (method.is(modifier)) {
                return "it is " + modifier;
            }
        }
        DeclaredType hidden = rules.inaccessibleType(signatures.typeOf(method.method(), type), type);
        if (hidden == null && !compiledHere.test(method.declaringType())) {
            hidden = SubclassParser.unknownType(signatures.typeOf(method.method(), type));
        }
        return hidden == null
                ? null
                : "its signature names " + hidden.asElement().getSimpleName();
    }
}
