// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.model.PropertyModel;
import dev.agenttracking.processor.model.StructureModel;
import dev.agenttracking.processor.model.ValueModel;
import dev.agenttracking.processor.model.ValueShape;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import javax.lang.model.element.TypeElement;

/**
 * One structure for each record or class with its type arguments. It is known before its properties are looked at, so that it
 * may contain itself. A class that contains itself with ever more type arguments takes any value after {@value #MAX_VARIANTS}.
 */
final class Structures {

    private static final int MAX_VARIANTS = 16;

    private final Map<Variant, String> names = new HashMap<>();
    private final Map<String, StructureModel> byName = new LinkedHashMap<>();
    private final Map<String, Integer> variants = new HashMap<>();

    /** A class with its type arguments. */
    private record Variant(String className, List<ValueModel> arguments) {}

    /** Each before those that only it contains. */
    List<StructureModel> all() {
        return List.copyOf(byName.values());
    }

    /** The shape of a type, whose properties are asked for when it is seen first. */
    ValueShape shape(TypeElement type, List<ValueModel> arguments, Supplier<List<PropertyModel>> properties) {
        Variant variant = new Variant(type.getQualifiedName().toString(), arguments);
        String known = names.get(variant);
        if (known != null) {
            return new ValueShape.Structure(known);
        }
        if (variants.merge(variant.className(), 1, Integer::sum) > MAX_VARIANTS) {
            return new ValueShape.Any();
        }
        String name = newName(type.getSimpleName().toString());
        names.put(variant, name);
        byName.put(name, new StructureModel(name, variant.className(), List.of()));
        byName.put(name, new StructureModel(name, variant.className(), properties.get()));
        return new ValueShape.Structure(name);
    }

    private String newName(String simpleName) {
        String name = simpleName.substring(0, 1).toUpperCase(Locale.ROOT) + simpleName.substring(1);
        String free = name;
        for (int number = 2; byName.containsKey(free); number++) {
            free = name + "_" + number;
        }
        return free;
    }
}
