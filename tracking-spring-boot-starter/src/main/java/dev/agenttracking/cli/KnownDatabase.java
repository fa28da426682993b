// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import org.jspecify.annotations.Nullable;

/** A database that somebody else runs. */
record KnownDatabase(
        String url, @Nullable String username, @Nullable String password) implements DefaultDatabase.Lease {

    @Override
    public void close() {}

    /** Never the password. */
    @Override
    public String toString() {
        return url;
    }
}
