// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.model.ValueModel;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.lang.model.element.Element;
import javax.lang.model.element.TypeElement;
import org.jspecify.annotations.Nullable;

/**
 * Where a type is written.
 *
 * @param bindings what type variables stand for
 * @param nullMarked whether types are not null unless they say so
 * @param ours whether it is compiled here, so that what it names may be generated yet
 */
record TypeScope(Map<Element, ValueModel> bindings, boolean nullMarked, boolean ours) {

    TypeScope {
        bindings = Map.copyOf(bindings);
    }

    /** Inside of a type with these type arguments. */
    static TypeScope of(TypeElement type, List<ValueModel> arguments, boolean nullMarked, boolean ours) {
        Map<Element, ValueModel> bindings = new HashMap<>();
        for (int i = 0; i < Math.min(arguments.size(), type.getTypeParameters().size()); i++) {
            bindings.put(type.getTypeParameters().get(i), arguments.get(i));
        }
        return new TypeScope(bindings, nullMarked, ours);
    }

    @Nullable
    ValueModel binding(Element variable) {
        return bindings.get(variable);
    }

    TypeScope with(Element variable, ValueModel value) {
        Map<Element, ValueModel> extended = new HashMap<>(bindings);
        extended.put(variable, value);
        return new TypeScope(extended, nullMarked, ours);
    }

    TypeScope withoutNullMarks() {
        return new TypeScope(bindings, false, ours);
    }
}
