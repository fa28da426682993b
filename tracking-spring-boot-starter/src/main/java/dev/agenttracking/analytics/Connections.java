// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;

/** Where the connection of a question comes from, and where it goes afterwards. */
sealed interface Connections {

    Connection take() throws SQLException;

    void giveBack(Connection connection) throws SQLException;

    /** From a pool, and back. */
    record Borrowed(DataSource dataSource) implements Connections {

        /** What a router throws that knows no target, or a bean that cannot be made, is of no kind of JDBC's. */
        @Override
        public Connection take() throws SQLException {
            try {
                return dataSource.getConnection();
            } catch (RuntimeException e) {
                throw new SQLException(String.valueOf(e.getMessage()), e);
            }
        }

        @Override
        public void giveBack(Connection connection) throws SQLException {
            connection.close();
        }
    }

    /** One, opened when it is first needed and kept for as long as it holds. Used by one thread. */
    final class Own implements Connections, AutoCloseable {

        private static final String CONNECT_SECONDS = "5";
        private static final String LOGIN_SECONDS = "10";
        private static final String SILENCE_SECONDS = "30";

        private final String url;
        private final @Nullable String username;
        private final @Nullable String password;
        private @Nullable Connection open;

        Own(String url, @Nullable String username, @Nullable String password) {
            this.url = url;
            this.username = username;
            this.password = password;
        }

        @Override
        public Connection take() throws SQLException {
            Connection present = open;
            if (present != null && !present.isClosed()) {
                return present;
            }
            Properties properties = new Properties();
            properties.setProperty(PGProperty.CONNECT_TIMEOUT.getName(), CONNECT_SECONDS);
            properties.setProperty(PGProperty.LOGIN_TIMEOUT.getName(), LOGIN_SECONDS);
            properties.setProperty(PGProperty.SOCKET_TIMEOUT.getName(), SILENCE_SECONDS);
            properties.setProperty(PGProperty.APPLICATION_NAME.getName(), "agent-tracking");
            if (username != null) {
                properties.setProperty(PGProperty.USER.getName(), username);
            }
            if (password != null) {
                properties.setProperty(PGProperty.PASSWORD.getName(), password);
            }
            // The driver would say the address, with the password that may be in it.
            Connection opened = Driver.parseURL(url, properties) == null ? null : new Driver().connect(url, properties);
            if (opened == null) {
                throw new SQLException(
                        "The address of the database is none such as jdbc:postgresql://host:5432/database");
            }
            open = opened;
            return opened;
        }

        @Override
        public void giveBack(Connection connection) {}

        @Override
        public void close() {
            try (Connection present = open) {
                open = null;
            } catch (SQLException e) {
                // There is nothing left to ask it.
            }
        }
    }
}
