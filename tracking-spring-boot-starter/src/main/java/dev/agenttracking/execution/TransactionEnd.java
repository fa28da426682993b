// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.util.Locale;

/** How a transaction of the application's ended. */
public enum TransactionEnd {

    /** As it should: nothing is noted. */
    COMMITTED,

    /** It was rolled back, also because somebody inside had asked for that. */
    ROLLED_BACK,

    /** It was to be committed, and was rolled back instead. */
    COMMIT_FAILED,

    /** Its manager does not know, as where the connection broke within the commit. */
    UNKNOWN;

    /** The name that is stored. */
    public String storedName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
