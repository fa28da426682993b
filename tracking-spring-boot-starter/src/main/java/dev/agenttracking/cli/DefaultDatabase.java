// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import org.jspecify.annotations.Nullable;

/** The database that commands ask when they are not told which. */
@FunctionalInterface
public interface DefaultDatabase {

    /** Makes it available, for example by starting it; until the lease is closed. */
    Lease open() throws Exception;

    /**
     * One that somebody else runs.
     *
     * @param url as PostgreSQL's JDBC driver takes it
     * @param username null for the one in the URL, or the driver's default
     * @param password null for the one in the URL, or none
     */
    static DefaultDatabase at(String url, @Nullable String username, @Nullable String password) {
        return () -> new KnownDatabase(url, username, password);
    }

    /** Where it is, for as long as the lease is not closed. */
    interface Lease extends AutoCloseable {

        /** As PostgreSQL's JDBC driver takes it. */
        String url();

        /** Whom to connect as, null for the driver's default. */
        @Nullable
        String username();

        /** The password, null for none. */
        @Nullable
        String password();

        @Override
        void close();
    }
}
