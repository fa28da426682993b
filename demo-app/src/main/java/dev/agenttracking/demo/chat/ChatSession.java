// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.chat;

import dev.agenttracking.cli.DefaultDatabase;
import dev.agenttracking.demo.agent.OrchestratorAgent;
import dev.agenttracking.demo.agent.OrchestratorReply;
import dev.agenttracking.demo.database.OwnDatabase;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The application without its web server, for one message. Closing it stores what was recorded.
 *
 * <p><b>Failure</b>: a database that cannot be reached keeps nobody from an answer; the tracker says so in its log.
 */
final class ChatSession implements AutoCloseable {

    private final ConfigurableApplicationContext context;

    private ChatSession(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /**
     * Starts the application.
     *
     * @param application the class it is made of
     * @param database where it is tracked; null for not at all
     */
    static ChatSession start(Class<?> application, DefaultDatabase.@Nullable Lease database) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("logging.config", "classpath:logback-command.xml");
        settings.put("spring.datasource.hikari.maximum-pool-size", "2");
        settings.put("spring.datasource.hikari.minimum-idle", "0");
        settings.put("spring.datasource.hikari.connection-timeout", "2000");
        settings.put("spring.datasource.hikari.initialization-fail-timeout", "-1");
        if (database == null) {
            settings.put("tracking.enabled", "false");
            settings.put(
                    "spring.autoconfigure.exclude",
                    "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration");
        } else {
            settings.putAll(OwnDatabase.settingsFor(database));
        }
        // Set for the commands that start no Spring; Spring would warn of it.
        System.clearProperty("logback.configurationFile");
        SpringApplication spring = new SpringApplication(application);
        spring.setWebApplicationType(WebApplicationType.NONE);
        spring.setLogStartupInfo(false);
        String[] arguments = settings.entrySet().stream()
                .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
                .toArray(String[]::new);
        return new ChatSession(spring.run(arguments));
    }

    OrchestratorReply ask(@Nullable String vaultId, @Nullable String conversationId, String message) {
        return context.getBean(OrchestratorAgent.class).answer(vaultId, conversationId, message);
    }

    @Override
    public void close() {
        context.close();
    }
}
