// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking;

/** An execution begun by hand. Closing it, on the thread that opened it, ends it as {@code success} unless it has failed. */
public interface OpenExecution extends AutoCloseable {

    /** Its record. */
    TrackedExecution execution();

    /** Says that it fails; closing it then ends it as {@code failed}, or as {@code timeout} for an exception that says so. */
    void failed(Throwable failure);

    @Override
    void close();
}
