// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import org.jspecify.annotations.Nullable;

/** Where the librarian's notes are. */
public interface Shelves {

    /** What is on a shelf, null where there is no such shelf. */
    @Nullable
    String notes(String shelf);
}
