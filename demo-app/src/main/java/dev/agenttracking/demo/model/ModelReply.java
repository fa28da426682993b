// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.model;

import java.util.List;

/**
 * The JSON that the model is asked for.
 *
 * @param answer plain text
 * @param sources labels of the facts it used, see {@link Fact#label()}
 */
public record ModelReply(String answer, List<String> sources) {}
