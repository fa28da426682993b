// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGStatement;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Has the server explain each statement about the tracker's tables, with the same values, before it runs as it is.
 *
 * <p><b>Threading</b>: used by one thread.
 */
final class ExplainingDataSource extends AbstractDataSource implements AutoCloseable {

    /** Without the time of each node, to take which costs more than many a node. */
    private static final String EXPLAIN = "explain (analyze, buffers, timing off, format json) ";

    private static final String OF_THE_TRACKER = "agent_";
    private static final JsonMapper JSON = new JsonMapper();

    private final SingleConnectionDataSource server;
    private final List<Explained> explained = new ArrayList<>();

    /** Keeps one connection, as a pool does: on a new one the server first reads what all partitions are like. */
    ExplainingDataSource(DataSource server) throws SQLException {
        this.server = new SingleConnectionDataSource(server.getConnection(), true);
    }

    /** What was explained since the last time. */
    List<Explained> take() {
        List<Explained> taken = List.copyOf(explained);
        explained.clear();
        return taken;
    }

    @Override
    public Connection getConnection() throws SQLException {
        Connection connection = server.getConnection();
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = call(connection, method, arguments);
            return method.getName().equals("prepareStatement")
                            && String.valueOf(arguments[0]).contains(OF_THE_TRACKER)
                    ? explaining((PreparedStatement) result, connection.prepareStatement(EXPLAIN + arguments[0]))
                    : result;
        });
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        throw new SQLException("Not as " + username);
    }

    @Override
    public void close() {
        server.destroy();
    }

    private PreparedStatement explaining(PreparedStatement statement, PreparedStatement explaining)
            throws SQLException {
        explaining.unwrap(PGStatement.class).setPrepareThreshold(0);
        return proxy(PreparedStatement.class, (proxy, method, arguments) -> {
            if (method.getName().startsWith("set")) {
                call(explaining, method, arguments);
            }
            if (method.getName().equals("executeQuery")) {
                unlimited(statement.getConnection());
                explained.add(explain(explaining));
            }
            return call(statement, method, arguments);
        });
    }

    /** In its transaction, so that it can also be seen what takes longer than it may. */
    private static void unlimited(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local statement_timeout = 0");
        }
    }

    private static Explained explain(PreparedStatement statement) throws SQLException {
        try (ResultSet result = statement.executeQuery()) {
            result.next();
            JsonNode plan = JSON.readTree(result.getString(1)).get(0);
            return new Explained(
                    plan.get("Execution Time").asDouble(),
                    plan.get("Planning Time").asDouble(),
                    blocks(plan, "Shared Hit Blocks") + blocks(plan, "Shared Read Blocks"),
                    blocks(plan, "Shared Read Blocks"),
                    plan.toPrettyString());
        }
    }

    private static long blocks(JsonNode plan, String kind) {
        return plan.get("Plan").get(kind).asLong();
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, @Nullable Object @Nullable [] arguments)
            throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getTargetException();
        }
    }

    /**
     * What the server says of a statement that has run.
     *
     * @param executionMillis without planning, and without sending the answer
     * @param blocks pages of 8 KB that it looked at
     * @param readBlocks those of them that were not in the server's own memory
     */
    record Explained(double executionMillis, double planningMillis, long blocks, long readBlocks, String plan) {}
}
