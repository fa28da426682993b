// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.testing.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import liquibase.Contexts;
import liquibase.LabelExpression;
import liquibase.Liquibase;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.ClassLoaderResourceAccessor;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

@Tag("postgres")
class TrackingSchemaPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String TABLES = """
            select string_agg(relname, ' ' order by relname)
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where n.nspname = '%s' and relkind in ('p', 'v') or n.nspname = '%<s' and relname in ('agent_performance_metrics', 'agent_instances', 'agent_registry', 'agent_dead_letters', 'agent_stage_metrics', 'agent_llm_metrics')
            """;

    /** Who waits for a table while it migrates. */
    private static final String HALF_WAY = """
            select a.pid from pg_stat_activity a join pg_locks l on l.pid = a.pid and l.locktype = 'advisory' and l.granted
            where a.datname = current_database() and a.wait_event_type = 'Lock'
            """;

    private static final String ALL_TABLES =
            "agent_call_chains agent_citations agent_dead_letters agent_decisions agent_evaluations"
                    + " agent_execution_logs agent_executions agent_instances agent_llm_calls agent_llm_interactions"
                    + " agent_llm_metrics agent_performance_metrics agent_registry agent_stage_metrics agent_tool_calls";

    @BeforeEach
    void empties() throws SQLException {
        for (Map<String, Object> schema : database.query(
                "select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'")) {
            database.execute("drop schema \"" + schema.get("nspname") + "\" cascade");
        }
        database.execute("create schema public", "grant usage on schema public to public");
    }

    @Test
    void makesAllTables() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();

        assertThat(database.value(TABLES.formatted("public"))).isEqualTo(ALL_TABLES);
        new TrackingSchema(database.dataSource(), null).verify();
    }

    @Test
    void leavesUpToDateTablesAloneWithoutLiquibase() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        database.execute("update agent_tracking_changelog_lock set locked = true");

        new TrackingSchema(database.dataSource(), null).migrate();

        assertThat(database.value("select locked from agent_tracking_changelog_lock"))
                .as("Liquibase would have released it")
                .isEqualTo(true);
    }

    @Test
    void makesASchemaWhoseNameNeedsQuotes() throws Exception {
        new TrackingSchema(database.dataSource(), "Agent-Tracking").migrate();

        assertThat(database.value(TABLES.formatted("Agent-Tracking"))).isEqualTo(ALL_TABLES);
        assertThat(database.value(TABLES.formatted("public"))).isNull();
        assertThat(database.value("select count(*) from \"Agent-Tracking\".agent_tracking_changelog"))
                .isEqualTo((long) TrackingSchema.SQL_RESOURCES.size());
    }

    @Test
    void givesPooledConnectionsBackAsTheyWere() throws Exception {
        HikariDataSource pool = database.pool(config -> {
            config.setAutoCommit(false);
            config.setConnectionInitSql("set search_path to 'their', public; commit");
        });
        new TrackingSchema(pool, "tracking").migrate();

        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                Connection connection = pool.getConnection();
                all.add(connection);
                assertThat(connection.getAutoCommit()).isFalse();
                assertThat(connection.getNetworkTimeout()).isZero();
                assertThat(text(connection, "show search_path")).isEqualTo("their, public");
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
        assertThat(database.value(TABLES.formatted("tracking"))).isEqualTo(ALL_TABLES);
    }

    @Test
    void contentsItselfWithAPoolOfOne() throws Exception {
        HikariDataSource pool = database.pool(config -> config.setMaximumPoolSize(1));

        new TrackingSchema(pool, null).migrate();

        assertThat(database.value(TABLES.formatted("public"))).isEqualTo(ALL_TABLES);
        assertThat(pool.getHikariPoolMXBean().getActiveConnections()).isZero();
    }

    @Test
    void ofTwentyThatStartTogetherAndOneThatIsKilledHalfWayTheOthersSucceed() throws Exception {
        int instances = 20;
        database.execute("create schema tracking");
        ExecutorService threads = Executors.newFixedThreadPool(instances);
        try (Connection holder = database.dataSource().getConnection()) {
            holder.setAutoCommit(false);
            // The first change set makes a table of this name, so it waits until this ends, within its migration.
            execute(holder, "create table tracking.agent_executions (id int)");
            List<Future<String>> migrations = new ArrayList<>();
            for (int i = 0; i < instances; i++) {
                HikariDataSource pool = database.pool(config -> config.setMaximumPoolSize(1));
                migrations.add(threads.submit(() -> outcomeOf(pool, "tracking")));
            }
            await().until(() -> database.query(HALF_WAY).size() == 1);
            database.execute("select pg_terminate_backend(pid) from (" + HALF_WAY + ") as half_way");
            holder.rollback();

            List<String> outcomes = new ArrayList<>();
            for (Future<String> migration : migrations) {
                outcomes.add(migration.get(60, TimeUnit.SECONDS));
            }
            assertThat(outcomes)
                    .filteredOn(outcome -> !outcome.isEmpty())
                    .singleElement(STRING)
                    .contains("terminating");
        } finally {
            threads.shutdownNow();
        }
        assertThat(database.value(TABLES.formatted("tracking"))).isEqualTo(ALL_TABLES);
        assertThat(database.value("select count(*) from tracking.agent_tracking_changelog"))
                .isEqualTo((long) TrackingSchema.SQL_RESOURCES.size());
        assertThat(database.value("select count(*) from tracking.agent_tracking_changelog_lock where locked"))
                .isEqualTo(0L);
    }

    @Test
    void holdsNoConnectionWhileAnotherInstanceMigrates() throws Exception {
        HikariDataSource pool = database.pool(config -> config.setMaximumPoolSize(1));
        try (Connection other = database.dataSource().getConnection()) {
            other.setAutoCommit(false);
            execute(other, "select pg_advisory_xact_lock(hashtextextended('agent-tracking migration of public', 0))");
            CompletableFuture<String> waiting = CompletableFuture.supplyAsync(() -> outcomeOf(pool, null));
            for (int i = 0; i < 50; i++) {
                try (Connection connection = pool.getConnection()) {
                    assertThat(text(
                                    connection,
                                    "select count(*) from pg_locks where locktype = 'advisory' and pid ="
                                            + " pg_backend_pid()"))
                            .isEqualTo("0");
                }
            }
            assertThat(waiting).isNotDone();
            other.rollback();
            assertThat(waiting.get()).isEmpty();
        }
    }

    @Test
    void leavesNothingBehindWhereAChangeFails() throws Exception {
        database.execute("create view agent_llm_interactions as select 1 as one");

        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).migrate())
                .withMessageContaining("agent_llm_interactions");

        assertThat(database.value(TABLES.formatted("public"))).isEqualTo("agent_llm_interactions");
        assertThat(database.value("select count(*) from pg_class where relname like 'agent_tracking%'"))
                .isEqualTo(0L);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void takesTheLockOfAKilledInstanceAway(int connections) throws Exception {
        database.execute(
                "create table agent_tracking_changelog_lock (id integer not null primary key, locked boolean not null,"
                        + " lockgranted timestamp, lockedby varchar(255))",
                "insert into agent_tracking_changelog_lock values (1, true, now(), 'a process that is gone')");
        long startNanos = System.nanoTime();

        new TrackingSchema(database.pool(config -> config.setMaximumPoolSize(connections)), null).migrate();

        assertThat(TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - startNanos))
                .as("seconds; Liquibase waits for a minute at least, where it waits")
                .isLessThan(60);
        assertThat(database.value(TABLES.formatted("public"))).isEqualTo(ALL_TABLES);
        assertThat(database.value("select locked from agent_tracking_changelog_lock"))
                .isEqualTo(false);
    }

    @Test
    void worksOnTablesOfANewerVersion() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        database.execute(
                "insert into agent_tracking_changelog (id, author, filename, dateexecuted, orderexecuted, exectype)"
                        + " values ('tracking-99', 'agent-tracking', 'dev/agenttracking/postgres/changelog.xml', now(), 99,"
                        + " 'EXECUTED')",
                "alter table agent_executions add column mood text",
                "create table agent_moods (execution_id uuid)");

        new TrackingSchema(database.dataSource(), null).migrate();
        new TrackingSchema(database.dataSource(), null).verify();
    }

    @Test
    void saysSoWhereANewerVersionTookAwayWhatThisOneWrites() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        database.execute("alter table agent_citations drop column quote");

        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).migrate())
                .withMessageContaining("agent_citations.quote is not there")
                .withMessageContaining("by a newer version");
    }

    @Test
    void leavesTheApplicationsOwnLiquibaseAlone() throws Exception {
        try (Connection connection = database.dataSource().getConnection()) {
            Liquibase application = new Liquibase(
                    "dev/agenttracking/postgres/application-changelog.xml",
                    new ClassLoaderResourceAccessor(),
                    DatabaseFactory.getInstance().findCorrectDatabaseImplementation(new JdbcConnection(connection)));
            application.update(new Contexts(), new LabelExpression());
        }
        List<Map<String, Object>> before = database.query("select * from databasechangelog");

        new TrackingSchema(database.dataSource(), null).migrate();

        assertThat(database.query("select * from databasechangelog")).hasSize(1).isEqualTo(before);
        assertThat(database.value("select count(*) from databasechangeloglock where locked"))
                .isEqualTo(0L);
        assertThat(database.value(TABLES.formatted("public"))).isEqualTo(ALL_TABLES);
    }

    @Test
    void saysNothingOnTheConsole() throws Exception {
        Logger log = (Logger) LoggerFactory.getLogger("liquibase");
        Level level = log.getLevel();
        log.setLevel(Level.OFF);
        PrintStream out = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            new TrackingSchema(database.dataSource(), null).migrate();
        } finally {
            System.setOut(out);
            log.setLevel(level);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).doesNotContainIgnoringCase("liquibase");
    }

    @Test
    void namesTheRemedyWhereTheRoleMayNotMakeTables() throws Exception {
        database.execute("drop role if exists guest", "create role guest login");

        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource("guest"), null).migrate())
                .withMessageContaining("permission denied")
                .withMessageContaining("Grant it CREATE")
                .withMessageContaining("001-executions.sql");
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource("guest"), "tracking").migrate())
                .withMessageContaining("permission denied for database");
    }

    @Test
    void goesOnWithTablesBroughtUpToDateByHand() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        database.execute(
                "drop role if exists guest",
                "create role guest login",
                "drop table agent_instances, agent_registry",
                "delete from agent_tracking_changelog where id <> 'tracking-1'",
                "grant select on agent_tracking_changelog to guest");
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource("guest"), null).migrate())
                .withMessageContaining(
                        "run dev/agenttracking/postgres/002-instances.sql and dev/agenttracking/postgres/008-questions.sql from");
        runByHand(TrackingSchema.SQL_RESOURCES.get(1));

        new TrackingSchema(database.dataSource("guest"), null).migrate();
        assertThat(database.value("select count(*) from agent_tracking_changelog"))
                .isEqualTo(1L);

        new TrackingSchema(database.dataSource(), null).migrate();
        assertThat(database.value("select count(*) from agent_tracking_changelog where exectype = 'MARK_RAN'"))
                .isEqualTo((long) TrackingSchema.SQL_RESOURCES.size() - 1);
    }

    @Test
    void acceptsTablesMadeByHand() throws Exception {
        runByHand(TrackingSchema.SQL_RESOURCES.get(0));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).verify())
                .withMessageContaining("no agent_instances")
                .withMessageContaining(TrackingSchema.SQL_RESOURCES.get(1));
        runByHand(TrackingSchema.SQL_RESOURCES.get(1));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).verify())
                .withMessageContaining("agent_llm_calls.chunks is not there")
                .withMessageContaining("Run " + TrackingSchema.SQL_RESOURCES.get(2));
        runByHand(TrackingSchema.SQL_RESOURCES.get(2));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).verify())
                .withMessageContaining("no agent_dead_letters")
                .withMessageContaining("Run " + TrackingSchema.SQL_RESOURCES.get(3));
        runByHand(TrackingSchema.SQL_RESOURCES.get(3));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).verify())
                .withMessageContaining("Run " + TrackingSchema.SQL_RESOURCES.get(4));
        runByHand(TrackingSchema.SQL_RESOURCES.get(4));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).verify())
                .withMessageContaining("agent_dead_letters")
                .withMessageContaining("Run " + TrackingSchema.SQL_RESOURCES.get(5));
        runByHand(TrackingSchema.SQL_RESOURCES.get(5));
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).verify())
                .withMessageContaining("agent_maintenance.looked_at is not there")
                .withMessageContaining("Run " + TrackingSchema.SQL_RESOURCES.get(6) + " and "
                        + TrackingSchema.SQL_RESOURCES.get(7) + " from");
        runByHand(TrackingSchema.SQL_RESOURCES.get(6));
        runByHand(TrackingSchema.SQL_RESOURCES.get(7));
        runByHand(TrackingSchema.SQL_RESOURCES.get(7));

        new TrackingSchema(database.dataSource(), null).verify();
        new TrackingSchema(database.dataSource(), null).migrate();

        assertThat(database.value("select to_regclass('agent_tracking_changelog')"))
                .isNull();
    }

    @Test
    void bringsTablesOfAnOlderVersionUpToDate() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        database.execute(
                "drop table agent_instances, agent_registry",
                "drop view agent_llm_interactions",
                "alter table agent_llm_calls drop column operation, drop column chunks",
                "delete from agent_tracking_changelog where id <> 'tracking-1'",
                "update agent_tracking_changelog set md5sum = '9:0123456789abcdef0123456789abcdef'");

        new TrackingSchema(database.dataSource(), null).migrate();

        assertThat(database.value(TABLES.formatted("public"))).isEqualTo(ALL_TABLES);
        assertThat(database.value("select count(chunks) from agent_llm_interactions"))
                .isEqualTo(0L);
    }

    @Test
    void refusesTablesOfSomebodyElse() throws Exception {
        database.execute("create table agent_executions (id bigint primary key)");

        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).migrate())
                .withMessageContaining("agent_executions.id is bigint, not uuid")
                .withMessageContaining("tracking.database.schema");
        assertThat(database.value("select count(*) from pg_class where relname ~ '^agent_'and relkind = 'r'"))
                .isEqualTo(1L);
    }

    @Test
    void saysWhatIsMissingWhereItMayNotMigrate() {
        assertThatExceptionOfType(SchemaException.class)
                .isThrownBy(() -> new TrackingSchema(database.dataSource(), null).verify())
                .withMessageContaining("none of them is there")
                .withMessageContaining(TrackingSchema.SQL_RESOURCES.get(0));
    }

    @Test
    void refusesAnotherDatabase() {
        JdbcDataSource h2 = new JdbcDataSource();
        h2.setUrl("jdbc:h2:mem:");

        assertThatExceptionOfType(NotPostgresException.class)
                .isThrownBy(() -> new TrackingSchema(h2, null).migrate())
                .withMessageContaining("H2");
    }

    @Test
    void saysHowToGoOnWithoutLiquibase() throws Exception {
        try (WithoutLiquibase loader = new WithoutLiquibase()) {
            Object schema = loader.loadClass(TrackingSchema.class.getName())
                    .getConstructor(DataSource.class, String.class)
                    .newInstance(database.dataSource(), null);

            assertThatCode(() -> schema.getClass().getMethod("migrate").invoke(schema))
                    .hasRootCauseMessage(
                            "Schema public does not have the present tables of agent tracking (none of them is"
                                    + " there), and Liquibase is not there to make them. Add org.liquibase:liquibase-core, or run "
                                    + String.join(" and ", TrackingSchema.SQL_RESOURCES)
                                    + " from the library's jar by hand");
        }
    }

    @Test
    void answersTheOriginalsQueriesUnchanged() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        List<String> queries = originalQueries();

        assertThat(queries)
                .hasSize(7)
                .allSatisfy(sql -> assertThatCode(() -> database.query(sql)).doesNotThrowAnyException());
    }

    @Test
    void findsRecentFailuresAndOneAgentsCallsInAnIndex() throws Exception {
        new TrackingSchema(database.dataSource(), null).migrate();
        try (Connection connection = database.dataSource().getConnection()) {
            fill(connection);

            assertThat(plan(
                            connection,
                            "select * from agent_executions where status = 'failed' order by created_at desc"
                                    + " limit 100"))
                    .contains("status_created_at_idx");
            assertThat(plan(
                            connection,
                            "select count(*), avg(duration_ms) from agent_executions where agent_name = 'agent 7'"
                                    + " and created_at > now() - interval '24 hours'"))
                    .contains("agent_name_created_at_status");
            assertThat(plan(connection, "select * from agent_executions where vault_id = 'vault 7'"))
                    .contains("vault_id_created_at_idx");
            assertThat(plan(connection, "select * from agent_executions where conversation_id = 'talk 7'"))
                    .contains("conversation_id_created_at_idx");
        }
    }

    private static void runByHand(String resource) throws Exception {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                InputStream sql = TrackingSchema.class.getClassLoader().getResourceAsStream(resource)) {
            statement.execute(new String(sql.readAllBytes(), StandardCharsets.UTF_8));
        }
    }

    private static void fill(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into agent_executions (id, root_execution_id, depth, vault_id, conversation_id,"
                    + " agent_name, agent_method, status, duration_ms, started_at, created_at) select gen_random_uuid(), gen_random_uuid(), 0,"
                    + " 'vault ' || n % 500, 'talk ' || n % 5000, 'agent ' || n % 50, 'run', case when n % 33 = 0 then"
                    + " 'failed' else 'success' end, n, t, t from generate_series(1, 20000) n, lateral (select now() - n *"
                    + " interval '10 seconds' as t) as times");
            statement.execute("vacuum analyze agent_executions");
        }
    }

    private static String plan(Connection connection, String sql) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("explain " + sql);
                ResultSet result = statement.executeQuery()) {
            StringBuilder plan = new StringBuilder();
            while (result.next()) {
                plan.append(result.getString(1)).append('\n');
            }
            return plan.toString();
        }
    }

    private static List<String> originalQueries() throws IOException {
        try (InputStream sql = TrackingSchemaPostgresTest.class.getResourceAsStream("original-queries.sql")) {
            return List.of(new String(sql.readAllBytes(), StandardCharsets.UTF_8)
                    .strip()
                    .split(";\\s*"));
        }
    }

    /** Empty where all went well. */
    private static String outcomeOf(DataSource dataSource, String schema) {
        try {
            new TrackingSchema(dataSource, schema).migrate();
            return "";
        } catch (SQLException | SchemaException | NotPostgresException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            result.next();
            return result.getString(1);
        }
    }

    /** The library's classes on a class path without Liquibase. */
    private static final class WithoutLiquibase extends URLClassLoader {

        private WithoutLiquibase() {
            super(
                    new URL[] {
                        TrackingSchema.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                    },
                    TrackingSchema.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("liquibase.")) {
                throw new ClassNotFoundException(name);
            }
            if (!name.startsWith("dev.agenttracking.postgres.")) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? findClass(name) : loaded;
            }
        }
    }
}
