// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What the process of the server costs that is behind one connection: other than time, it is the same whatever else the machine does.
 * It does all alone.
 */
final class BackendCpu implements AutoCloseable {

    private final SingleConnectionDataSource connection;
    private final ProcessHandle process;

    BackendCpu(DataSource server) throws SQLException {
        Connection opened = server.getConnection();
        try (Statement statement = opened.createStatement()) {
            statement.execute("set max_parallel_workers_per_gather = 0");
            try (ResultSet pid = statement.executeQuery("select pg_backend_pid()")) {
                pid.next();
                process = ProcessHandle.of(pid.getLong(1)).orElseThrow();
            }
        }
        connection = new SingleConnectionDataSource(opened, true);
    }

    /** The connection, again and again. */
    DataSource dataSource() {
        return connection;
    }

    /** Since it began; the system counts hundredths of a second. */
    double millis() {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElseThrow();
    }

    @Override
    public void close() {
        connection.destroy();
    }
}
