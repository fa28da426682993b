// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.util.PGobject;

/**
 * An empty database of its own for one test class, on a PostgreSQL that is started once per JVM. Sessions are not in UTC.
 *
 * <pre>{@code
 * @RegisterExtension
 * static final TestDatabase database = new TestDatabase();
 * }</pre>
 */
public final class TestDatabase implements BeforeAllCallback, AfterAllCallback {

    public static final String USERNAME = "postgres";
    public static final String PASSWORD = "secret";

    private static final AtomicInteger COUNT = new AtomicInteger();

    private final String name = "tracking_test_" + COUNT.incrementAndGet();
    private final List<HikariDataSource> pools = new ArrayList<>();

    @Override
    public void beforeAll(ExtensionContext context) throws SQLException {
        administer("create database " + name);
    }

    @Override
    public void afterAll(ExtensionContext context) throws SQLException {
        pools.forEach(HikariDataSource::close);
        administer("drop database " + name + " with (force)");
    }

    /** The address, for a driver or a command line. */
    public String url() {
        return Server.url(name);
    }

    /** Its name on the server. */
    public String name() {
        return name;
    }

    /** Where the server listens. */
    public int port() {
        return Server.INSTANCE.getPort();
    }

    /** Each connection is a new one. */
    public DataSource dataSource() {
        return dataSource(USERNAME);
    }

    /** Each connection is a new one, of this role. */
    public DataSource dataSource(String role) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(url());
        dataSource.setUser(role);
        dataSource.setPassword(PASSWORD);
        return dataSource;
    }

    /** A pool, closed after the test class. */
    public HikariDataSource pool(Consumer<HikariConfig> settings) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url());
        config.setUsername(USERNAME);
        config.setPassword(PASSWORD);
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(Duration.ofSeconds(5).toMillis());
        settings.accept(config);
        HikariDataSource pool = new HikariDataSource(config);
        pools.add(pool);
        return pool;
    }

    /** Runs statements, each in its own transaction. */
    public void execute(String... statements) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** All rows, by column name; JSON as text. */
    public List<Map<String, Object>> query(String sql) throws SQLException {
        try (Connection connection = dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            List<Map<String, Object>> rows = new ArrayList<>();
            while (result.next()) {
                Map<String, Object> row = new LinkedHashMap<>();
                for (int i = 1; i <= result.getMetaData().getColumnCount(); i++) {
                    Object value = result.getObject(i);
                    row.put(
                            result.getMetaData().getColumnLabel(i),
                            value instanceof PGobject object ? object.getValue() : value);
                }
                rows.add(row);
            }
            return rows;
        }
    }

    /** The only column of the only row. */
    public Object value(String sql) throws SQLException {
        List<Map<String, Object>> rows = query(sql);
        if (rows.size() != 1 || rows.get(0).size() != 1) {
            throw new AssertionError("not one value: " + rows);
        }
        return rows.get(0).values().iterator().next();
    }

    private static void administer(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(Server.url("postgres"), USERNAME, PASSWORD);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Started by the first test class that needs it, stopped with the JVM. */
    private static final class Server {

        private static final EmbeddedPostgres INSTANCE = start();

        private static String url(String database) {
            return "jdbc:postgresql://localhost:" + INSTANCE.getPort() + "/" + database;
        }

        private static EmbeddedPostgres start() {
            try {
                return EmbeddedPostgres.builder()
                        .setServerConfig("timezone", "Asia/Kathmandu")
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException("PostgreSQL does not start", e);
            }
        }
    }
}
