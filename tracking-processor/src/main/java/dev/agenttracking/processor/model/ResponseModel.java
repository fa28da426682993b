// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.model;

import java.util.List;
import java.util.SortedMap;

/**
 * The response contracts of an agent.
 *
 * @param byStage what a stage's text must be, by the stage's name
 * @param structures the objects that these are made of
 */
public record ResponseModel(SortedMap<String, ValueModel> byStage, List<StructureModel> structures) {

    public ResponseModel {
        structures = List.copyOf(structures);
    }
}
