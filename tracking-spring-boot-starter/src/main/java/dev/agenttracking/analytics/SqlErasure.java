// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Erases from the database, tree by tree. */
class SqlErasure implements ExecutionErasure {

    private final Connections connections;
    private final @Nullable String schema;

    SqlErasure(Connections connections, @Nullable String schema) {
        this.connections = connections;
        this.schema = schema;
    }

    @Override
    public ErasureReport erase(ErasureRequest request) {
        return run(request, true);
    }

    @Override
    public ErasureReport preview(ErasureRequest request) {
        return run(request, false);
    }

    private ErasureReport run(ErasureRequest request, boolean erases) {
        try {
            Connection connection = connections.take();
            try {
                boolean autoCommit = connection.getAutoCommit();
                connection.setAutoCommit(false);
                try {
                    return new Run(new ErasureStatements(connection, schema, erases), request, erases).report();
                } finally {
                    if (!connection.isClosed()) {
                        connection.rollback();
                        connection.setAutoCommit(autoCommit);
                    }
                }
            } finally {
                connections.giveBack(connection);
            }
        } catch (SQLException e) {
            throw Database.explained(e);
        }
    }

    /** One erasing. */
    private static final class Run {

        private static final int IDS_PER_TRANSACTION = 500;

        private final ErasureStatements statements;
        private final ErasureRequest request;
        private final boolean erases;
        private final Map<String, Long> rows = new LinkedHashMap<>();
        private final Set<UUID> seenRoots = new HashSet<>();
        private final Set<UUID> gone = new HashSet<>();
        private long sharedTrees;

        private Run(ErasureStatements statements, ErasureRequest request, boolean erases) {
            this.statements = statements;
            this.request = request;
            this.erases = erases;
            ErasureStatements.TABLES.forEach(table -> rows.put(table, 0L));
        }

        private ErasureReport report() throws SQLException {
            eraseAll(statements::seeds);
            eraseAll(statements::refusedSeeds);
            statements.erasePlain(request, gone).forEach(this::add);
            return new ErasureReport(
                    request,
                    erases,
                    rows.getOrDefault("agent_executions", 0L),
                    Collections.unmodifiableMap(rows),
                    sharedTrees);
        }

        private void eraseAll(Seeds source) throws SQLException {
            List<ErasureStatements.Seed> seeds = source.after(request, null);
            while (!seeds.isEmpty()) {
                for (ErasureStatements.Seed seed : seeds) {
                    if (seenRoots.add(seed.root())) {
                        eraseTree(seed.root());
                    }
                    // Whoever ended in between, or whose row about the call is missing, is no part of a tree.
                    if (!gone.contains(seed.id())) {
                        erase(seed.root(), List.of(seed.id()));
                    }
                }
                seeds = source.after(request, seeds.get(seeds.size() - 1));
            }
        }

        private void eraseTree(UUID root) throws SQLException {
            ErasedTree tree = ErasedTree.of(statements.tree(request, root));
            sharedTrees += tree.isShared() ? 1 : 0;
            List<UUID> ids = tree.ids();
            for (int from = 0; from < ids.size(); from += IDS_PER_TRANSACTION) {
                erase(root, ids.subList(from, Math.min(ids.size(), from + IDS_PER_TRANSACTION)));
            }
        }

        private void erase(UUID root, List<UUID> ids) throws SQLException {
            statements.erase(root, new ArrayList<>(ids)).forEach(this::add);
            gone.addAll(ids);
        }

        private void add(String table, long count) {
            rows.merge(table, count, Long::sum);
        }
    }

    /** Where executions come from that a request names. */
    @FunctionalInterface
    private interface Seeds {
        List<ErasureStatements.Seed> after(ErasureRequest request, ErasureStatements.@Nullable Seed last)
                throws SQLException;
    }

    /** Over a connection that is closed with it. */
    static final class OwnConnection extends SqlErasure implements ExecutionErasure.Session {

        private final Connections.Own connection;

        OwnConnection(Connections.Own connection) {
            super(connection, null);
            this.connection = connection;
        }

        @Override
        public void close() {
            connection.close();
        }
    }
}
