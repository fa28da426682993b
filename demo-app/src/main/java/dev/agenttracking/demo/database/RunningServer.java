// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;

/** Looks at what listens on the port. */
final class RunningServer {

    static final String USER = "postgres";

    private static final String ADDRESS = "127.0.0.1";
    private static final String STARTING_OR_STOPPING = "57P03";
    private static final Set<String> GOING_AWAY = Set.of(STARTING_OR_STOPPING, "57P01", "57P02");
    private static final int CONNECT_TIMEOUT_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final long RETRY_MILLIS = 50;

    private RunningServer() {}

    static String url(DatabaseHome home) {
        return "jdbc:postgresql://" + ADDRESS + ":" + home.port() + "/postgres";
    }

    /**
     * A connection to the server on the port, which serves this home.
     *
     * @return null where nothing listens there
     * @throws DatabaseUnavailableException where something else does
     */
    static @Nullable Connection find(DatabaseHome home) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (listens(home)) {
            try {
                return ours(home, connect(home));
            } catch (SQLException e) {
                boolean mayPass = GOING_AWAY.contains(String.valueOf(e.getSQLState())) || !listens(home);
                if (!mayPass || System.nanoTime() > deadline) {
                    throw foreign(home, "something that is not the demo's PostgreSQL", e);
                }
                TimeUnit.MILLISECONDS.sleep(RETRY_MILLIS);
            }
        }
        return null;
    }

    private static boolean listens(DatabaseHome home) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getByName(ADDRESS), home.port()), CONNECT_TIMEOUT_MILLIS);
            return true;
        } catch (IOException nobodyThere) {
            return false;
        }
    }

    private static Connection connect(DatabaseHome home) throws SQLException {
        Properties properties = new Properties();
        properties.setProperty("user", USER);
        properties.setProperty("ApplicationName", "agent-tracking-demo");
        properties.setProperty("connectTimeout", "2");
        properties.setProperty("loginTimeout", "5");
        properties.setProperty("socketTimeout", "10");
        properties.setProperty("sslmode", "disable");
        properties.setProperty("gssEncMode", "disable");
        Connection connection = new Driver().connect(url(home), properties);
        if (connection == null) {
            throw new IllegalStateException("not an address of PostgreSQL: " + url(home));
        }
        return connection;
    }

    private static Connection ours(DatabaseHome home, Connection connection) throws SQLException {
        String directory;
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            directory = row.getString(1);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        if (!isSame(Path.of(directory), home.dataDirectory())) {
            connection.close();
            throw foreign(home, "a PostgreSQL that serves " + directory, null);
        }
        return connection;
    }

    private static boolean isSame(Path served, Path own) {
        try {
            return served.toRealPath().equals(own.toRealPath());
        } catch (IOException oneOfThemIsNotHere) {
            return false;
        }
    }

    private static DatabaseUnavailableException foreign(DatabaseHome home, String what, @Nullable Throwable cause) {
        String message =
                "port " + home.port() + " is taken by " + what + ", not by one that serves " + home.dataDirectory();
        String remedy = "Set " + DatabaseHome.PORT_VARIABLE + " to a free port, or stop what listens there.";
        return cause == null
                ? new DatabaseUnavailableException(message, remedy)
                : new DatabaseUnavailableException(message, remedy, cause);
    }
}
