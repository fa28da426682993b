// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import java.util.List;

/**
 * What a contract says about one JSON value.
 *
 * @param shape what it must be where it is there
 * @param required whether it must be there and not null
 * @param constraints what holds besides
 */
public record ValueModel(ValueShape shape, boolean required, List<ConstraintModel> constraints) {

    /** Anything, or nothing. */
    public static final ValueModel ANY = new ValueModel(new ValueShape.Any(), false, List.of());

    public ValueModel {
        constraints = List.copyOf(constraints);
    }

    /** The same value, but one that must be there or may be missing. */
    public ValueModel required(boolean wanted) {
        return new ValueModel(shape, wanted, constraints);
    }

    /** Whether nothing can be wrong with it. */
    public boolean takesAnything() {
        return shape instanceof ValueShape.Any && !required && constraints.isEmpty();
    }
}
