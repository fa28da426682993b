// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import java.util.List;

/**
 * What the writer's thread does besides storing. Short, and never blocking: all that is stored waits for it.
 *
 * <p><b>Failure</b>: what it throws costs nothing but this work.
 */
public interface WriterWork {

    /** No work. */
    WriterWork NONE = new WriterWork() {};

    /** Done before each batch. */
    default void beforeBatch() {}

    /** Looks at an execution that has ended, before it is stored or left out. */
    default void inspect(Execution ended) {}

    /** Hears that executions which have ended are stored. */
    default void stored(List<Execution> executions) {}

    /** The writer stops; it may be started again. */
    default void stopped() {}
}
