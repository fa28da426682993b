// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import dev.agenttracking.processor.model.CatalogueEntry;
import dev.agenttracking.processor.model.SubclassModel;
import org.jspecify.annotations.Nullable;

/**
 * A class without errors.
 *
 * @param subclass null where aspects do the weaving
 * @param catalogueEntry what the application will know about it
 */
public record ParsedClass(@Nullable SubclassModel subclass, CatalogueEntry catalogueEntry) {}
