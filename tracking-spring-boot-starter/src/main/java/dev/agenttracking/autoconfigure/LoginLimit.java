// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import com.zaxxer.hikari.util.DriverDataSource;
import dev.agenttracking.postgres.PostgresRecordSink;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import org.postgresql.PGProperty;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Connections to a server that may go silent while they are made: the driver itself would wait for its answer for ever, and the pool
 * for the driver. Once made they wait as long as the URL says; as the driver does, without limit where it says nothing.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class LoginLimit extends DelegatingDataSource {

    private final boolean onlyLogin;

    LoginLimit(String url) {
        Properties limits = new Properties();
        PGProperty.SOCKET_TIMEOUT.set(limits, String.valueOf(PostgresRecordSink.NETWORK_TIMEOUT.toSeconds()));
        // What the URL says goes before.
        setTargetDataSource(new DriverDataSource(url, null, limits, null, null));
        onlyLogin = !url.contains(PGProperty.SOCKET_TIMEOUT.getName() + "=");
    }

    @Override
    public Connection getConnection() throws SQLException {
        return made(super.getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return made(super.getConnection(username, password));
    }

    private Connection made(Connection connection) throws SQLException {
        if (!onlyLogin) {
            return connection;
        }
        try {
            connection.setNetworkTimeout(Runnable::run, 0);
            return connection;
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
    }
}
