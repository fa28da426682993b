// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import dev.agenttracking.cli.DatabaseOptions;
import dev.agenttracking.cli.DefaultDatabase;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;
import org.springframework.util.StringUtils;

/**
 * Gives an application without {@code spring.datasource.url} the database of {@code DATABASE_URL}, or else the demo's own:
 * opened before the first bean, closed when the context is gone, since the tracker writes until then.
 */
public final class OwnDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String URL = "spring.datasource.url";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (StringUtils.hasText(environment.getProperty(URL))) {
            return;
        }
        DefaultDatabase.Lease database = open();
        SpringApplication.getShutdownHandlers().add(database::close);
        environment.getPropertySources().addFirst(new MapPropertySource("database", settingsFor(database)));
    }

    /** The settings that make an application use a database; what waits for the demo's own waits beside it. */
    public static Map<String, Object> settingsFor(DefaultDatabase.Lease database) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(URL, database.url());
        if (database.username() != null) {
            settings.put("spring.datasource.username", database.username());
        }
        if (database.password() != null) {
            settings.put("spring.datasource.password", database.password());
        }
        DatabaseHome home = homeOf(database);
        if (home != null) {
            settings.put("tracking.writer.spill.directory", home.records().toString());
        }
        return settings;
    }

    /** Null for a database that is not the demo's own. */
    private static @Nullable DatabaseHome homeOf(DefaultDatabase.Lease database) {
        try {
            DatabaseHome home = DatabaseHome.fromEnvironment();
            return database.url().equals(RunningServer.url(home)) ? home : null;
        } catch (DatabaseUnavailableException noPort) {
            return null;
        }
    }

    private static DefaultDatabase.Lease open() {
        try {
            return new DatabaseOptions(() -> EmbeddedDatabase.open(DatabaseHome.fromEnvironment())).open();
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (Exception e) {
            throw new DatabaseUnavailableException(
                    String.valueOf(e.getMessage()),
                    "Correct DATABASE_URL, or unset it for the demo's own database.",
                    e);
        }
    }
}
