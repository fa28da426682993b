// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.ElementFilter;
import javax.lang.model.util.Elements;
import org.jspecify.annotations.Nullable;

/**
 * The types of this compilation, by name: elements must not be kept from one round to the next, since other processors (Lombok)
 * change what is behind them.
 */
final class KnownTypes {

    private final Elements elements;
    private final Set<String> names = new LinkedHashSet<>();

    KnownTypes(Elements elements) {
        this.elements = elements;
    }

    /** Takes in a round's root elements with the types nested in them; returns the names that are new. */
    List<String> add(Set<? extends Element> rootElements) {
        List<String> added = new ArrayList<>();
        ElementFilter.typesIn(rootElements).forEach(type -> add(type, added));
        return added;
    }

    boolean contains(TypeElement type) {
        return names.contains(type.getQualifiedName().toString());
    }

    @Nullable
    TypeElement find(String name) {
        return elements.getTypeElement(name);
    }

    private void add(TypeElement type, List<String> added) {
        String name = type.getQualifiedName().toString();
        if (names.add(name)) {
            added.add(name);
        }
        ElementFilter.typesIn(type.getEnclosedElements()).forEach(nested -> add(nested, added));
    }
}
