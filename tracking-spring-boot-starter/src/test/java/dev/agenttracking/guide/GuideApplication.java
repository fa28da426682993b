// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.cli.DefaultDatabase;
import dev.agenttracking.cli.TrackingCommandLine;
import dev.agenttracking.testing.TestDatabase;
import dev.agenttracking.writer.ExecutionWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import picocli.CommandLine;

/** The guide's application with its PostgreSQL, and the three ways to ask it. */
final class GuideApplication implements AutoCloseable {

    /** The id that the guide shows. */
    private static final String GUIDE_ID = "01a203a9-6e7c-72c1-ab80-a16a01bdd0ec";

    private final TestDatabase database;
    private final GuidePage page = new GuidePage();
    private final ConfigurableApplicationContext context;

    GuideApplication(TestDatabase database) throws SQLException {
        this.database = database;
        database.execute("drop schema public cascade", "create schema public");
        context = new SpringApplicationBuilder(Agents.class)
                .web(WebApplicationType.NONE)
                .properties(
                        "spring.main.banner-mode=off",
                        "tracking.writer.overflow=drop",
                        "tracking.datasource.url=" + database.url(),
                        "tracking.datasource.username=" + TestDatabase.USERNAME,
                        "tracking.datasource.password=" + TestDatabase.PASSWORD)
                .run();
    }

    <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    ExecutionAnalytics analytics() {
        return bean(ExecutionAnalytics.class);
    }

    /** What the model says from now on. */
    void modelSays(String answer) {
        bean(Model.class).answer = answer;
    }

    /** What the librarian finds from now on. */
    void librarianFinds(Shelves shelves) {
        bean(Library.class).shelves = shelves;
    }

    /** Waits until so many executions are stored. */
    void awaitWritten(long count) {
        ExecutionWriter writer = bean(ExecutionWriter.class);
        await().atMost(Duration.ofMinutes(1)).until(() -> writer.counts().written() == count);
    }

    /** The id of an agent's only execution. */
    UUID idOf(String agent) throws SQLException {
        return (UUID) database.value("select id from agent_executions where agent_name = '" + agent + "'");
    }

    /** What the SQL of a section answers, one block after the other; ids in it are taken for this one. */
    List<List<Map<String, Object>>> sql(String section, UUID id) throws SQLException {
        List<List<Map<String, Object>>> answers = new ArrayList<>();
        for (String block : page.blocks(section, "sql")) {
            answers.add(database.query(block.replace(GUIDE_ID, id.toString())));
        }
        return answers;
    }

    /** What the command line says to the commands of a section, one after the other; ids in them are taken for this one. */
    List<String> console(String section, UUID id) {
        List<String> answers = new ArrayList<>();
        for (String block : page.blocks(section, "console")) {
            for (String line : block.split("\n")) {
                answers.add(run(line.replace(GUIDE_ID, id.toString())));
            }
        }
        return answers;
    }

    private String run(String line) {
        String program = "$ java -jar app.jar ";
        assertThat(line).startsWith(program);
        List<String> arguments =
                new ArrayList<>(List.of(line.substring(program.length()).split(" ")));
        arguments.addAll(List.of(
                "--url", database.url(), "--username", TestDatabase.USERNAME, "--password", TestDatabase.PASSWORD));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commands = TrackingCommandLine.create("app.jar", GuideApplication::noDatabase)
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        int exitCode = commands.execute(arguments.toArray(String[]::new));
        assertThat(exitCode).as(line + "\n" + err).isZero();
        return out.toString();
    }

    private static DefaultDatabase.Lease noDatabase() {
        throw new AssertionError("The command names its database");
    }

    @Override
    public void close() {
        context.close();
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    @Import({OrchestratorAgent.class, CounselorAgent.class, ArchitectAgent.class, LibrarianAgent.class, IdleAgent.class
    })
    static class Agents {

        @Bean
        Model model() {
            return new Model();
        }

        @Bean
        Library library() {
            return new Library();
        }
    }

    /** Answers as a test says. */
    static final class Model implements StoryModel {

        private volatile String answer = "She hides what she fears most of all, the cold and open sea.";

        @Override
        public String answer(String prompt) {
            return answer;
        }
    }

    /** Has what a test says. */
    static final class Library implements Shelves {

        private volatile Shelves shelves = shelf -> "Her brother drowned.";

        @Override
        public @Nullable String notes(String shelf) {
            return shelves.notes(shelf);
        }
    }
}
