// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.util.List;

/**
 * An agent of this application, run or not.
 *
 * @param agent its name
 * @param className the user's class
 * @param methods the recorded names of its executions
 * @param stages the names of its stages
 * @param enabled whether its executions are recorded
 * @param bean whether the application has it as a bean
 */
public record RegisteredAgent(
        String agent, String className, List<String> methods, List<String> stages, boolean enabled, boolean bean) {}
