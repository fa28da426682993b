// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.LateEvaluation;
import dev.agenttracking.execution.TransactionEnd;
import dev.agenttracking.writer.ContentEncoder;
import dev.agenttracking.writer.EncodedBatch;
import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.EncodedRecordSink;
import dev.agenttracking.writer.RecordBatch;
import dev.agenttracking.writer.RecordEncoder;
import dev.agenttracking.writer.RejectedRecordException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Stores executions in PostgreSQL: a batch is one transaction on one connection, a binary {@code COPY} per table. Of a batch that
 * comes again only what is not there yet is stored, so that writing it twice leaves what writing it once leaves.
 *
 * <p><b>Threading</b>: encoded batches may be written by several threads at once, all else by one.
 *
 * <p><b>Failure</b>: a server that is silent for longer than the network timeout fails the batch. What the database says of the
 * content (SQLState classes 22, 23, 44, 54 and P0) becomes {@link RejectedRecordException}.
 */
public final class PostgresRecordSink implements EncodedRecordSink {

    /** How long the server may be silent, by default. */
    public static final Duration NETWORK_TIMEOUT = Duration.ofSeconds(10);

    /** Rows that a dead process still holds locks on are left to a later heartbeat. */
    private static final Duration BURIAL_LOCK_WAIT = Duration.ofMillis(500);

    /** Values, constraints, limits of the server, check options of views, and what triggers raise. */
    private static final Set<String> OF_CONTENT = Set.of("22", "23", "54", "44", "P0");

    private static final String UNDEFINED_COLUMN = "42703";
    private static final String UNDEFINED_TABLE = "42P01";
    private static final String INSUFFICIENT_PRIVILEGE = "42501";

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
    private final RowsEncoder ownEncoder;
    private final BatchCopy copy;
    private final DeadLetterTable deadLetters;
    private final InstanceTable instances;
    private final RegistryTable registry;
    private final Maintenance maintenance;

    /** Makes a sink that keeps what it stores for ever. */
    public PostgresRecordSink(
            Supplier<? extends DataSource> dataSource,
            ContentEncoder encoder,
            @Nullable String schema,
            boolean migrate,
            ContentLimits limits,
            Presence presence,
            Duration networkTimeout) {
        this(dataSource, encoder, schema, migrate, limits, presence, networkTimeout, Retention.FOREVER);
    }

    /**
     * Makes a sink. Nothing is connected before {@link #prepare()}.
     *
     * @param dataSource asked when a connection is needed
     * @param schema the schema of the tables, null for the connection's own
     * @param migrate whether to make the tables; otherwise they must be there
     * @param presence what this process tells of itself
     * @param networkTimeout how long the server may be silent
     * @param retention how long what is stored stays
     */
    public PostgresRecordSink(
            Supplier<? extends DataSource> dataSource,
            ContentEncoder encoder,
            @Nullable String schema,
            boolean migrate,
            ContentLimits limits,
            Presence presence,
            Duration networkTimeout,
            Retention retention) {
        this.dataSource = dataSource;
        this.encoder = encoder;
        this.schema = schema;
        this.migrate = migrate;
        this.limits = limits;
        this.service = presence.service();
        this.networkTimeout = networkTimeout;
        this.ownEncoder = new RowsEncoder(service, encoder, limits);
        this.copy = new BatchCopy(schema, networkTimeout);
        this.deadLetters = new DeadLetterTable(schema, service.instanceId());
        this.instances = new InstanceTable(schema, presence);
        this.registry = new RegistryTable(schema, presence);
        this.maintenance = new Maintenance(schema, retention, presence.time());
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
            registry.committed();
            borrowed.limitLockWait(BURIAL_LOCK_WAIT);
            instances.bury(connection, dead);
            borrowed.commit();
        }
    }

    @Override
    public void maintain() throws SQLException {
        if (service.instanceId() != null && maintenance.isDue()) {
            try (BorrowedConnection borrowed = BorrowedConnection.from(dataSource.get(), networkTimeout)) {
                maintenance.step(borrowed);
            }
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
    public RecordEncoder newEncoder() {
        return new RowsEncoder(service, encoder, limits);
    }

    @Override
    public void write(EncodedBatch batch) throws SQLException, RejectedRecordException {
        RecordFormat format = RecordFormat.parse(batch.format());
        for (EncodedRecord record : batch.records()) {
            EncodedRows.check(record.rows(), format.tables().size());
        }
        try {
            copy.write(dataSource.get(), format, batch);
        } catch (SQLException e) {
            if (isFaultOfContent(e, batch) || isFaultOfVersion(e, format)) {
                throw ServerRefusal.of(e);
            }
            throw ServerRefusal.withoutContent(e);
        }
    }

    @Override
    public void write(RecordBatch batch) throws SQLException, RejectedRecordException {
        List<EncodedRecord> records = new ArrayList<>(batch.executions().size());
        for (Execution execution : batch.executions()) {
            records.add(new EncodedRecord(execution.id(), execution.status(), ownEncoder.encode(execution)));
        }
        write(new EncodedBatch(ownEncoder.format(), records, Set.copyOf(batch.stored()), batch.replayed()));
    }

    @Override
    public void deadLetter(EncodedRecord refused, String format, Throwable reason)
            throws SQLException, RejectedRecordException {
        try (BorrowedConnection borrowed = borrow()) {
            deadLetters.insert(borrowed.connection(), refused, format, reason);
            borrowed.commit();
        } catch (SQLException e) {
            String state = e.getSQLState();
            if (isFaultOfContent(state) || INSUFFICIENT_PRIVILEGE.equals(state)) {
                throw ServerRefusal.of(e);
            }
            throw ServerRefusal.withoutContent(e);
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

    private static boolean isFaultOfContent(@Nullable String state) {
        return state != null && state.length() == 5 && OF_CONTENT.contains(state.substring(0, 2));
    }

    /**
     * A row that is there already, of a batch that comes again or of executions that had rows while they ran, means that the
     * earlier attempt was just being committed: the next one finds its rows.
     */
    private static boolean isFaultOfContent(SQLException e, EncodedBatch batch) {
        return isFaultOfContent(e.getSQLState()) && !(mayBeThere(batch) && ServerRefusal.isOfPrimaryKey(e));
    }

    /** Rows of those that still run are not brought again as what may be there. */
    private static boolean mayBeThere(EncodedBatch batch) {
        return batch.replayed()
                || (!batch.running().isEmpty()
                        && batch.records().stream()
                                .allMatch(record -> record.status().isTerminal()));
    }

    /** Another version's record may name what these tables do not have, and would for ever. */
    private static boolean isFaultOfVersion(SQLException e, RecordFormat format) {
        String state = e.getSQLState();
        return !format.isOwn() && (UNDEFINED_COLUMN.equals(state) || UNDEFINED_TABLE.equals(state));
    }
}
