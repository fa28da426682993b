// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/** Asks the database over one connection and closes it. */
final class SqlSession extends SqlAnalytics implements ExecutionAnalytics.Session {

    private final Connections.Own connection;

    SqlSession(Connections.Own connection) {
        super(new Database(connection, null));
        this.connection = connection;
    }

    @Override
    public void close() {
        connection.close();
    }
}
