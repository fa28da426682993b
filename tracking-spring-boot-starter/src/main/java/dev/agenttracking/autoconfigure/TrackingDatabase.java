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
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;

/**
 * The database that tracking uses: a small pool of its own where a URL is given, else the application's. Not a DataSource bean,
 * since the application's would vanish beside one. Connects to nothing by itself.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class TrackingDatabase implements DisposableBean {

    private static final long CONNECTION_TIMEOUT_MILLIS = 5_000;

    private final Datasource settings;
    private final int poolSize;
    private final ObjectProvider<DataSource> applications;
    private @Nullable HikariDataSource own;

    /**
     * Makes access.
     *
     * @param writers how many connections the writer uses at once; one more is for questions
     */
    TrackingDatabase(Datasource settings, int writers, ObjectProvider<DataSource> applications) {
        this.settings = settings;
        this.poolSize = writers + 1;
        this.applications = applications;
    }

    /** The database, null where there is none to choose. */
    synchronized @Nullable DataSource find() {
        if (settings.url() == null) {
            return outsideOfTransactions(applications.getIfUnique());
        }
        if (own == null) {
            own = ownPool(settings.url());
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
    long candidates() {
        return applications.stream().count();
    }

    @Override
    public synchronized void destroy() {
        if (own != null) {
            own.close();
            own = null;
        }
    }

    /** What joins the caller's transaction would have a question to the analytics roll it back. */
    private static @Nullable DataSource outsideOfTransactions(@Nullable DataSource applications) {
        DataSource found = applications;
        while (found instanceof TransactionAwareDataSourceProxy joining) {
            found = joining.getTargetDataSource();
        }
        return found;
    }

    private HikariDataSource ownPool(String url) {
        HikariConfig config = new HikariConfig();
        config.setPoolName("tracking");
        config.setJdbcUrl(url);
        config.setUsername(settings.username());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(poolSize);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }
}
