// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

/** The data source leads to a database that is not PostgreSQL, and will not become one. */
public final class NotPostgresException extends Exception {

    private static final long serialVersionUID = 1L;

    NotPostgresException(String product) {
        super("Executions are stored in PostgreSQL, and this data source leads to " + product);
    }
}
