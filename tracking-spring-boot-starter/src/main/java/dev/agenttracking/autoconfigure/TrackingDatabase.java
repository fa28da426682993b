// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.autoconfigure.TrackingProperties.Datasource;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.jdbc.datasource.AbstractDataSource;

/**
 * The database that tracking uses: a small pool of its own where a URL is given, else the application's. Not a DataSource bean,
 * since the application's would vanish beside one. Connects to nothing by itself.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class TrackingDatabase implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(TrackingDatabase.class);

    /** Beside those of the writer, for questions to the analytics. */
    private static final int CONNECTIONS_FOR_QUESTIONS = 1;

    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

    private final Datasource settings;
    private final ApplicationDataSources applications;
    private final int writerConnections;
    private @Nullable HikariDataSource own;

    /**
     * Makes it.
     *
     * @param writerConnections how many the writer is to use at once; of the application's pool it takes one at most
     */
    TrackingDatabase(Datasource settings, ApplicationDataSources applications, int writerConnections) {
        this.settings = settings;
        this.applications = applications;
        this.writerConnections = writerConnections;
    }

    /** How many connections the writer may use at once. */
    int writerConnections() {
        if (settings.url() == null && writerConnections > 1) {
            log.warn(
                    "Tracking uses one connection instead of the {} of tracking.writer.connections: from the application's pool it"
                            + " takes no more. Set tracking.datasource.url, and it has a pool of its own.",
                    writerConnections);
            return 1;
        }
        return writerConnections;
    }

    /** The database, null where there is none to choose. */
    synchronized @Nullable DataSource find() {
        if (settings.url() == null) {
            return applications.findUnique();
        }
        if (own == null) {
            own = ownPool(settings, settings.url(), writerConnections + CONNECTIONS_FOR_QUESTIONS);
        }
        return own;
    }

    /** The database, found when a connection is needed. */
    DataSource lazily() {
        return new AbstractDataSource() {
            @Override
            public Connection getConnection() throws SQLException {
                DataSource found = find();
                if (found == null) {
                    throw new SQLException(
                            "There is no database of tracking: set tracking.datasource.url, or make one DataSource"
                                    + " the primary one");
                }
                return found.getConnection();
            }

            @Override
            public Connection getConnection(String username, String password) throws SQLException {
                throw new SQLFeatureNotSupportedException("The database of tracking has its own user");
            }
        };
    }

    /** How many DataSource beans the application has. */
    int candidates() {
        return applications.candidates();
    }

    @Override
    public synchronized void destroy() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    private static HikariDataSource ownPool(Datasource settings, String url, int size) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("tracking");
        config.setJdbcUrl(url);
        config.setUsername(settings.username());
        config.setPassword(settings.password());
        config.setDataSource(new LoginLimit(url));
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(-1);
        // A pool that finds it out by itself, and loses its first connection meanwhile, makes no other any more.
        config.setTransactionIsolation("TRANSACTION_READ_COMMITTED");
        return new HikariDataSource(config);
    }
}
