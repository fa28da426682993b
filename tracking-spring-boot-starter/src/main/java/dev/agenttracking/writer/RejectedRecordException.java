// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/** The store refuses the content of a batch, and would refuse it again. */
public final class RejectedRecordException extends Exception {

    private static final long serialVersionUID = 1L;

    public RejectedRecordException(String message, Throwable cause) {
        super(message, cause);
    }
}
