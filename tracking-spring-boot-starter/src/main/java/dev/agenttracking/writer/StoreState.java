// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

/** How it stands between the writer and its store. */
public enum StoreState {
    /** The writer does not run. */
    STOPPED,
    /** The first attempt has not ended yet. */
    UNTRIED,
    /** The store takes what it is brought. */
    WRITING,
    /** The last attempt has failed; the next one comes after a while. */
    FAILING
}
