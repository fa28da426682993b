// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.awaitility.Awaitility.await;

import dev.agenttracking.writer.ExecutionWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.boot.test.context.runner.AbstractApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Applications with all that Spring Boot configures by itself for the libraries of the tests. */
final class Hosts {

    static final String R2DBC = "org.springframework.boot.r2dbc.autoconfigure.R2dbcAutoConfiguration";
    static final String JDBC = "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration";
    static final String LIQUIBASE = "org.springframework.boot.liquibase.autoconfigure.LiquibaseAutoConfiguration";
    static final String FLYWAY = "org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration";

    /** What closes the doors of a web application, which most tests want open. */
    static final List<String> SECURITY = candidates("org.springframework.boot.security.");

    static final List<String> STARTER = candidates("dev.agenttracking.");

    private Hosts() {}

    /** An application with an H2 database that Liquibase and Flyway migrate, and the starter. */
    static <R extends AbstractApplicationContextRunner<R, ?, ?>> R withStarter(R runner) {
        return onH2(runner).withPropertyValues(excluding(List.of(R2DBC)));
    }

    /** The same without the starter. */
    static <R extends AbstractApplicationContextRunner<R, ?, ?>> R withoutStarter(R runner) {
        List<String> excluded = new ArrayList<>(STARTER);
        excluded.add(R2DBC);
        return onH2(runner).withPropertyValues(excluding(excluded));
    }

    private static <R extends AbstractApplicationContextRunner<R, ?, ?>> R onH2(R runner) {
        return runner.withUserConfiguration(Everything.class)
                .withPropertyValues(
                        "spring.datasource.url=jdbc:h2:mem:" + UUID.randomUUID(),
                        "spring.datasource.hikari.pool-name=host",
                        "spring.flyway.baseline-on-migrate=true",
                        "spring.flyway.baseline-version=0",
                        "spring.task.execution.propagate-context=true");
    }

    /** A property that excludes auto-configurations. */
    static String excluding(List<String> names) {
        return "spring.autoconfigure.exclude=" + String.join(",", names);
    }

    /** A property that excludes these and what security brings. */
    static String openExcluding(String... names) {
        List<String> excluded = new ArrayList<>(SECURITY);
        excluded.addAll(Arrays.asList(names));
        return excluding(excluded);
    }

    /** Waits until the store has so many; the first ones wait for their tables. */
    static void awaitWritten(ApplicationContext context, long count) {
        ExecutionWriter writer = context.getBean(ExecutionWriter.class);
        await().atMost(Duration.ofMinutes(1)).until(() -> writer.counts().written() == count);
    }

    private static List<String> candidates(String prefix) {
        return ImportCandidates.load(AutoConfiguration.class, Hosts.class.getClassLoader()).getCandidates().stream()
                .filter(name -> name.startsWith(prefix))
                .collect(Collectors.toList());
    }

    /** Whatever the class path brings. */
    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Everything {}
}
