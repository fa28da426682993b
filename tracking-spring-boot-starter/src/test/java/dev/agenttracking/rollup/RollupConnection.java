// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A connection of a test's own to keep rollups with. */
public final class RollupConnection implements RollupSession, AutoCloseable {

    private final Connection connection;
    private int left = Integer.MAX_VALUE;

    public RollupConnection(DataSource dataSource) throws SQLException {
        connection = dataSource.getConnection();
        connection.setAutoCommit(false);
    }

    /** The last of so many transactions breaks off before its commit. */
    RollupConnection breakingOffAfter(int transactions) {
        left = transactions;
        return this;
    }

    @Override
    public boolean alone(Piece piece) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(TRY_LOCK)) {
            statement.setString(1, null);
            boolean alone;
            try (ResultSet row = statement.executeQuery()) {
                alone = row.next() && row.getBoolean(1);
            }
            if (alone) {
                piece.run();
                if (--left == 0) {
                    throw new SQLException("killed", "57P01");
                }
                connection.commit();
            }
            return alone;
        } finally {
            connection.rollback();
        }
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public @Nullable String schema() {
        return null;
    }

    @Override
    public void close() throws SQLException {
        connection.close();
    }
}
