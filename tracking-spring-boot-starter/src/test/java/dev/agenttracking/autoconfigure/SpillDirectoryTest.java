// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.writer.LeftRecords;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Where records wait on disk unless settings say where, and who finds them there. */
@ExtendWith(OutputCaptureExtension.class)
class SpillDirectoryTest {

    private static final String DATABASE = "jdbc:postgresql://localhost:1/shop";

    /** Nobody else's: the folder of temporary files is everybody's. */
    private final String application = "spill-" + UUID.randomUUID();

    @AfterEach
    void deletesAll() throws Exception {
        for (Path folder : folders()) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(path);
                }
            }
        }
    }

    @Test
    void theNextStartFindsTheSameOneWithOtherParametersAndElsewhere() throws Exception {
        leaveOne(DATABASE, "app");
        List<Path> before = folders();
        assertThat(before).hasSize(1);
        String directory = System.getProperty("user.dir");
        System.setProperty("user.dir", "/opt/releases/2");
        try {
            leaveOne(DATABASE + "?targetServerType=primary&loginTimeout=5", "app");
        } finally {
            System.setProperty("user.dir", directory);
        }
        assertThat(folders()).isEqualTo(before);
    }

    @Test
    void anotherDatabaseUserOrSchemaHasAnotherOneAndWhatIsLeftIsNamed(CapturedOutput output) throws Exception {
        leaveOne(DATABASE, "app");
        Path left = folders().get(0);
        assertThat(output).doesNotContain("nobody stores them");
        List<ApplicationContextRunner> others = List.of(
                at("jdbc:postgresql://localhost:1/other", "app"),
                at("jdbc:postgresql://localhost:2/shop", "app"),
                at(DATABASE, "admin"),
                at(DATABASE, "app").withPropertyValues("tracking.database.schema=notes"));
        for (int i = 0; i < others.size(); i++) {
            int said = i + 1;
            others.get(i)
                    .run(context -> assertThat(output.getAll()
                                    .split(Pattern.quote(
                                            "Records of tracking wait in [" + left + "], and nobody stores them")))
                            .hasSize(said + 1));
        }
    }

    @Test
    void whatAnotherProcessIsAboutToStoreIsNotCalledLeft(CapturedOutput output) throws Exception {
        at(DATABASE, "app")
                .withPropertyValues("tracking.writer.durability=journal")
                .run(holding -> {
                    run(holding.getBean(ExecutionTracker.class));
                    assertThat(folders()).hasSize(1);
                    at("jdbc:postgresql://localhost:1/other", "app")
                            .run(context -> assertThat(context).hasNotFailed());
                });
        assertThat(output).doesNotContain("nobody stores them");
    }

    @Test
    void theApplicationsOwnDatabaseIsToldBySettingsAndPool() throws Exception {
        leaveOne(DATABASE, "app");
        List<Path> before = folders();
        ApplicationContextRunner runner = new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withPropertyValues(
                        "spring.application.name=" + application,
                        "spring.datasource.url=" + DATABASE + "?ApplicationName=shop",
                        "spring.datasource.username=app",
                        "spring.datasource.hikari.initialization-fail-timeout=-1",
                        "spring.datasource.hikari.connection-timeout=250");
        leaveOne(runner);
        leaveOne(runner.withInitializer(
                context -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor())));
        assertThat(folders()).isEqualTo(before);
    }

    private void leaveOne(String url, String user) throws Exception {
        leaveOne(at(url, user));
    }

    /** Stops while its database is away. */
    private void leaveOne(ApplicationContextRunner runner) throws Exception {
        int before = files();
        runner.run(context -> run(context.getBean(ExecutionTracker.class)));
        await().until(() -> files() > before && folders().stream().anyMatch(LeftRecords::areIn));
    }

    private int files() throws Exception {
        int count = 0;
        for (Path folder : folders()) {
            try (Stream<Path> all = Files.walk(folder)) {
                count += (int)
                        all.filter(path -> path.toString().endsWith(".spill")).count();
            }
        }
        return count;
    }

    private static void run(ExecutionTracker tracker) throws Exception {
        tracker.track(ExecutionSpec.of("Poet", "run"), () -> "a poem");
    }

    private ApplicationContextRunner at(String url, String user) {
        return new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
                .withPropertyValues(
                        "spring.application.name=" + application,
                        "tracking.store=postgres",
                        "tracking.datasource.url=" + url,
                        "tracking.datasource.username=" + user,
                        "tracking.writer.shutdown-timeout=0s");
    }

    private List<Path> folders() throws Exception {
        Path all = Path.of(System.getProperty("java.io.tmpdir"), "agent-tracking-" + System.getProperty("user.name"));
        try (Stream<Path> folders = Files.list(all)) {
            return new ArrayList<>(
                    folders.filter(folder -> folder.getFileName().toString().startsWith(application))
                            .toList());
        }
    }
}
