// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

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
 * Gives an application whose {@code spring.datasource.url} is empty the database of {@code DATABASE_URL}, or else the demo's own: opened before the first bean, closed when the context is gone,
 * since the tracker writes until then.
 */
public final class OwnDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final String URL = "spring.datasource.url";

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        ConfigurableEnvironment environment = context.getEnvironment();
        if (StringUtils.hasText(environment.getProperty(URL))) {
            return;
        }
        String named = environment.getProperty(DatabaseAddress.VARIABLE);
        if (named != null && !named.isBlank()) {
            DatabaseAddress address = DatabaseAddress.of(named);
            use(environment, address.url(), address.username(), address.password());
            return;
        }
        EmbeddedDatabase database = EmbeddedDatabase.open(DatabaseHome.fromEnvironment());
        SpringApplication.getShutdownHandlers().add(database::close);
        use(environment, database.url(), database.username(), null);
    }

    private static void use(
            ConfigurableEnvironment environment, String url, @Nullable String username, @Nullable String password) {
        Map<String, Object> settings = new HashMap<>();
        settings.put(URL, url);
        if (username != null) {
            settings.put("spring.datasource.username", username);
        }
        if (password != null) {
            settings.put("spring.datasource.password", password);
        }
        environment.getPropertySources().addFirst(new MapPropertySource("database", settings));
    }
}
