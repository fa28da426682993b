// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.writer.ContentEncoder;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordSink;
import dev.agenttracking.writer.RejectedRecordException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores executions in PostgreSQL: a batch is one transaction on one connection, a binary {@code COPY} per table. Rows of
 * executions that may be stored already are deleted first, so that writing a batch twice leaves what writing it once leaves.
 *
 * <p><b>Threading</b>: used by one thread, the writer's.
 *
 * <p><b>Failure</b>: a server that is silent for longer than the network timeout fails the batch. What the database says of the
 * content (SQLState classes 22, 23 and 54) becomes {@link RejectedRecordException}.
 */
public final class PostgresRecordSink implements RecordSink {

    /** How long the server may be silent, by default. */
    public static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(10);

    /** Rows that a dead process still holds locks on are left to a later heartbeat. */
    private static final Duration BURIAL_LOCK_WAIT = Duration.ofMillis(500);

    private static final String UNIQUE_VIOLATION = "23505";

    private static final String NOTE_TRANSACTIONS = """
            update %s e
            set execution_metadata = coalesce(e.execution_metadata, '{}') || jsonb_build_object('transaction', r.ended),
                updated_at = now()
            from unnest(?::uuid[], ?::text[]) as r (id, ended)
            where e.id = r.id
            """;

    private static final String INSERT_EVALUATION = """
            insert into %s (id, execution_id, llm_call_sequence, name, score, label, explanation, source, created_at)
            values (?, ?, ?, ?, ?, ?, ?, ?, to_timestamp(?))
            on conflict do nothing
            """;

    private final Supplier<? extends DataSource> dataSource;
    private final ContentEncoder encoder;
    private final @Nullable String schema;
    private final boolean migrate;
    private final ContentLimits limits;
    private final ServiceIdentity service;
    private final Duration networkTimeout;
    private final BatchCopy copy;
    private final InstanceTable instances;
    private final RegistryTable registry;

    /**
     * Makes a sink. Nothing is connected before {@link #prepare()}.
     *
     * @param dataSource asked when a connection is needed
     * @param schema the schema of the tables, null for the connection's own
     * @param migrate whether to make the tables; otherwise they must be there
     * @param presence what this process tells of itself
     * @param networkTimeout how long the server may be silent
     */
    public PostgresRecordSink(
            Supplier<? extends DataSource> dataSource,
            ContentEncoder encoder,
            @Nullable String schema,
            boolean migrate,
            ContentLimits limits,
            Presence presence,
            Duration networkTimeout) {
        this.dataSource = dataSource;
        this.encoder = encoder;
        this.schema = schema;
        this.migrate = migrate;
        this.limits = limits;
        this.service = presence.service();
        this.networkTimeout = networkTimeout;
        this.copy = new BatchCopy(schema, networkTimeout);
        this.instances = new InstanceTable(schema, presence);
        this.registry = new RegistryTable(schema, presence);
    }

    /** Fails with {@link NotPostgresException} where the database is another, with {@link SchemaException} where tables are amiss. */
    @Override
    public void prepare() throws SQLException, NotPostgresException, SchemaException {
        TrackingSchema tables = new TrackingSchema(dataSource.get(), schema);
        if (migrate) {
            tables.migrate();
        } else {
            tables.verify();
        }
        registry.forget();
    }

    /** The sign of life comes first, in a transaction of its own: what fails after it is tried again at the next one. */
    @Override
    public void heartbeat(List<Execution> running, Map<UUID, ExecutionStatus> lost) throws SQLException {
        String instanceId = service.instanceId();
        if (instanceId == null) {
            return;
        }
        List<InstanceTable.Touched> touched = new ArrayList<>();
        for (Execution execution : running) {
            ExecutionRow row = new ExecutionRow(execution, service, new ContentBudget(encoder, limits));
            touched.add(new InstanceTable.Touched(execution.id(), row.status(), row.currentStage()));
        }
        lost.forEach((id, status) -> touched.add(new InstanceTable.Touched(id, status, null)));
        try (BorrowedConnection borrowed = borrow()) {
            Connection connection = borrowed.connection();
            List<InstanceTable.Dead> dead = instances.beat(connection, instanceId, touched);
            borrowed.commit();
            registry.update(connection);
            borrowed.commit();
            borrowed.limitLockWait(BURIAL_LOCK_WAIT);
            instances.bury(connection, dead);
            borrowed.commit();
        }
    }

    @Override
    public void note(Map<UUID, TransactionEnd> transactions) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        List<String> ends = new ArrayList<>();
        transactions.forEach((id, end) -> {
            ids.add(id);
            ends.add(end.storedName());
        });
        String sql = NOTE_TRANSACTIONS.formatted(TrackingTables.EXECUTIONS.qualifiedName(schema));
        try (BorrowedConnection borrowed = borrow();
                PreparedStatement statement = Statements.prepare(borrowed.connection(), sql)) {
            Connection connection = borrowed.connection();
            statement.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            statement.setArray(2, connection.createArrayOf("text", ends.toArray()));
            statement.executeUpdate();
            borrowed.commit();
        }
    }

    @Override
    public void evaluated(List<LateEvaluation> evaluations) throws SQLException, RejectedRecordException {
        String sql = INSERT_EVALUATION.formatted(TrackingTables.EVALUATIONS.qualifiedName(schema));
        try (BorrowedConnection borrowed = borrow();
                PreparedStatement statement = Statements.prepare(borrowed.connection(), sql)) {
            for (LateEvaluation evaluation : evaluations) {
                statement.setObject(1, evaluation.id());
                statement.setObject(2, evaluation.executionId());
                statement.setObject(3, evaluation.llmCall(), Types.INTEGER);
                statement.setString(4, StorableText.of(evaluation.name()));
                statement.setDouble(5, evaluation.score());
                statement.setString(6, evaluation.label().storedName());
                statement.setString(7, explanation(evaluation));
                statement.setString(8, evaluation.source());
                statement.setDouble(9, evaluation.epochMillis() / 1e3);
                statement.addBatch();
            }
            statement.executeBatch();
            borrowed.commit();
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (isFaultOfContent(state)) {
                throw ServerRefusal.of(e);
            }
            throw ServerRefusal.withoutContent(e);
        }
    }

    private @Nullable String explanation(LateEvaluation evaluation) {
        String words = evaluation.explanation();
        return words == null ? null : StorableText.of(encoder.prose(words, CopyTable.MAX_TEXT_CHARS));
    }

    @Override
    public void farewell() throws SQLException {
        String instanceId = service.instanceId();
        if (instanceId != null) {
            try (BorrowedConnection borrowed = borrow()) {
                instances.stop(borrowed.connection(), instanceId);
                borrowed.commit();
            }
        }
    }

    @Override
    public void write(RecordBatch batch) throws SQLException, RejectedRecordException {
        try {
            copy.write(dataSource.get(), rows(batch.executions()), batch.stored());
        } catch (SQLException e) {
            if (isFaultOfContent(e, batch)) {
                throw ServerRefusal.of(e);
            }
            throw ServerRefusal.withoutContent(e);
        } catch (BatchCopy.UnwritableRowException e) {
            throw new RejectedRecordException("An execution cannot be turned into a row: " + e.getMessage(), e);
        }
    }

    @Override
    public String describe() {
        return schema == null ? "PostgreSQL" : "PostgreSQL, schema " + schema;
    }

    private BorrowedConnection borrow() throws SQLException {
        BorrowedConnection borrowed = BorrowedConnection.from(dataSource.get(), networkTimeout);
        try {
            borrowed.limitLockWait(networkTimeout.dividedBy(2));
            return borrowed;
        } catch (Throwable e) {
            borrowed.close();
            throw e;
        }
    }

    private List<ExecutionRow> rows(List<Execution> executions) throws RejectedRecordException {
        List<ExecutionRow> rows = new ArrayList<>(executions.size());
        try {
            for (Execution execution : executions) {
                rows.add(new ExecutionRow(execution, service, new ContentBudget(encoder, limits)));
            }
        } catch (RuntimeException | StackOverflowError e) {
            throw new RejectedRecordException(
                    "An execution cannot be turned into rows: " + e.getClass().getName(), e);
        }
        return rows;
    }

    private static boolean isFaultOfContent(@Nullable String state) {
        return state != null && (state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }

    /**
     * Of a batch that comes again, a duplicate means that the earlier attempt is just being committed: then the next one
     * deletes its rows.
     */
    private static boolean isFaultOfContent(SQLException e, RecordBatch batch) {
        String state = e.getSQLState();
        if (state == null || (batch.replayed() && state.equals(UNIQUE_VIOLATION))) {
            return false;
        }
        return isFaultOfContent(state);
    }
}
