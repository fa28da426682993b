// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionTemplate;

/** What becomes of an execution's transaction stands in its row, before and after the row has been stored. */
@Tag("postgres")
class TransactionNotesPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final String NOTE =
            "select status, execution_metadata->>'transaction' as transaction from agent_executions";

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(
                    AopAutoConfiguration.class,
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    TransactionAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    TrackingAutoConfiguration.class))
            .withPropertyValues(
                    "spring.datasource.url=" + database.url(),
                    "spring.datasource.username=" + TestDatabase.USERNAME,
                    "spring.datasource.password=" + TestDatabase.PASSWORD,
                    "tracking.writer.flush-interval=20ms")
            .withBean(Bookkeeper.class);

    @BeforeEach
    void tablesOfTheApplication() throws Exception {
        database.execute(
                "drop schema public cascade",
                "create schema public",
                "create table account (id int primary key)",
                "create table entry (account int references account deferrable initially deferred)");
    }

    @Test
    void addsARollbackToARowThatWasStoredBefore() throws Exception {
        runner.run(context -> {
            ExecutionWriter writer = context.getBean(ExecutionWriter.class);
            context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
                context.getBean(Bookkeeper.class).enter(null, "select 1");
                await().until(() -> writer.counts().written() == 1);
                status.setRollbackOnly();
            });
            await().untilAsserted(() -> assertThat(database.query(NOTE)).containsExactly(row("rolled_back")));
            assertThat(writer.counts().accepted()).isEqualTo(1);
            assertThat(writer.counts().written()).isEqualTo(1);
            assertThat(database.value("select execution_metadata->'violations'->0->>'kind' from agent_executions"))
                    .isEqualTo("missing_id");
        });
    }

    @Test
    void storesWhatIsStillToBeSaidWhenTheContextCloses() throws Exception {
        runner.withPropertyValues("tracking.writer.flush-interval=10s")
                .run(context -> context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
                    context.getBean(Bookkeeper.class).enter("v", "select 1");
                    status.setRollbackOnly();
                }));
        assertThat(database.query(NOTE)).containsExactly(row("rolled_back"));
    }

    @Test
    void saysThatTheDatabaseRefusedTheCommit() throws Exception {
        runner.run(context -> assertThatThrownBy(
                        () -> context.getBean(Bookkeeper.class).enter("v", "insert into entry values (7)"))
                .hasMessageContaining("entry_account_fkey"));
        assertThat(database.query(NOTE)).containsExactly(row("commit_failed"));
    }

    @Test
    void saysThatItIsUnknownWhetherTheCommitCameThrough() throws Exception {
        runner.run(context -> assertThatThrownBy(() -> context.getBean(TransactionTemplate.class)
                        .executeWithoutResult(status -> {
                            context.getBean(Bookkeeper.class).enter("v", "insert into account values (1)");
                            Object backend = context.getBean(JdbcTemplate.class)
                                    .queryForObject("select pg_backend_pid()", Integer.class);
                            try {
                                database.value("select pg_terminate_backend(" + backend + ")");
                            } catch (java.sql.SQLException e) {
                                throw new AssertionError(e);
                            }
                        }))
                .isNotNull());
        assertThat(database.query(NOTE)).containsExactly(row("unknown"));
    }

    @Test
    void saysNothingOfACommit() throws Exception {
        runner.run(context -> context.getBean(Bookkeeper.class).enter("v", "insert into account values (1)"));
        assertThat(database.value("select execution_metadata is null from agent_executions"))
                .isEqualTo(true);
    }

    private static Map<String, Object> row(String note) {
        return Map.of("status", "success", "transaction", note);
    }

    static class Bookkeeper {

        private final JdbcTemplate jdbc;

        Bookkeeper(JdbcTemplate jdbc) {
            this.jdbc = jdbc;
        }

        @Transactional
        @TrackExecution
        public void enter(@VaultId String vault, String sql) {
            jdbc.execute(sql);
        }
    }
}
