// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.agent;

import java.util.List;

/**
 * A model's answer, read.
 *
 * @param labels of the facts that the model says it used; empty where it does not say
 */
record Draft(String text, List<String> labels) {}
