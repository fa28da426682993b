// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import java.util.List;

/**
 * A JSON object with known properties, made from a record or class, its type arguments filled in.
 *
 * @param name a name that no other one of the agent has, beginning with an upper-case letter
 * @param className the record or class
 * @param properties its properties
 */
public record StructureModel(String name, String className, List<PropertyModel> properties) {

    public StructureModel {
        properties = List.copyOf(properties);
    }
}
