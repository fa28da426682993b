// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.util.List;
import java.util.Set;
import javax.lang.model.element.TypeElement;
import javax.lang.model.type.DeclaredType;
import javax.lang.model.type.TypeKind;
import javax.lang.model.type.TypeMirror;
import javax.lang.model.type.WildcardType;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;

/** Tells which results are text: a {@code CharSequence}, or a {@code CompletionStage} or {@code Mono} of one. */
final class TextTypes {

    private static final Set<String> CARRIERS =
            Set.of("java.util.concurrent.CompletionStage", "reactor.core.publisher.Mono");

    private final Elements elements;
    private final Types types;

    TextTypes(Elements elements, Types types) {
        this.elements = elements;
        this.types = types;
    }

    /** Types that are not known yet, and type variables, which a subclass may bind to text, get the benefit of the doubt. */
    boolean mayBeText(TypeMirror type) {
        return isPlainText(type) || carriesText(type);
    }

    private boolean carriesText(TypeMirror type) {
        if (!(type instanceof DeclaredType declared) || type.getKind() != TypeKind.DECLARED) {
            return false;
        }
        if (declared.asElement() instanceof TypeElement element
                && CARRIERS.contains(element.getQualifiedName().toString())) {
            List<? extends TypeMirror> arguments = declared.getTypeArguments();
            return arguments.isEmpty() || isPlainText(arguments.get(0));
        }
        return types.directSupertypes(type).stream().anyMatch(this::carriesText);
    }

    private boolean isPlainText(TypeMirror type) {
        return switch (type.getKind()) {
            case ERROR, TYPEVAR -> true;
            case WILDCARD ->
                ((WildcardType) type).getExtendsBound() == null || isPlainText(((WildcardType) type).getExtendsBound());
            case DECLARED ->
                types.isSubtype(
                        types.erasure(type),
                        elements.getTypeElement("java.lang.CharSequence").asType());
            default -> false;
        };
    }
}
