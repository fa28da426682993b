// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import java.util.List;

/**
 * A property of a JSON object.
 *
 * @param names its name, then others that count where it is missing
 * @param value what it must be
 */
public record PropertyModel(List<String> names, ValueModel value) {

    public PropertyModel {
        names = List.copyOf(names);
    }
}
