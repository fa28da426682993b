// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.execution.Execution;
import java.util.function.Consumer;

/** Gets each execution that has ended and was looked at, on the writer's thread; there is one where the application has Micrometer. */
@FunctionalInterface
interface EndedExecutions extends Consumer<Execution> {}
