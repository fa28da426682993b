// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.logging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.testing.Recordings;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class Log4jExecutionIdTest {

    private static final String CONTEXT_MAP = "log4j2.threadContextMap";

    private final Log4jExecutionId provider = new Log4jExecutionId();

    /** The kinds of context map ask a provider in different ways. */
    @ParameterizedTest
    @CsvSource({"WebApp,false", "WebApp,true", "GarbageFree,false", "GarbageFree,true"})
    void everyLineOfAnAgentBearsItsExecutionsId(String contextMap, boolean asynchronous) throws Exception {
        System.setProperty(CONTEXT_MAP, contextMap);
        List<String> lines;
        try (URLClassLoader application = applicationThatLogsWithLog4j()) {
            lines = logIn(application, asynchronous);
        } finally {
            System.clearProperty(CONTEXT_MAP);
        }

        assertThat(lines).hasSize(5);
        assertThat(lines.get(0)).isEqualTo("stays [] before");
        assertThat(lines.subList(1, 4))
                .allSatisfy(line -> assertThat(line).matches("stays \\[([0-9a-f-]{36})] \\1"))
                .satisfies(agents -> assertThat(agents.get(1)).isNotEqualTo(agents.get(0)));
        assertThat(lines.get(3)).isEqualTo(lines.get(1));
        assertThat(lines.get(4)).isEqualTo("stays [] after");
    }

    @Test
    void saysNothingOutsideOfAnExecution() {
        assertThat(provider.supplyContextData()).isEmpty();
        assertThat(provider.supplyStringMap().isEmpty()).isTrue();
        assertThat(provider.getValue(ExecutionIdFilter.KEY)).isNull();
    }

    @Test
    void answersForOneKey() {
        new Recordings().run("Agent", () -> {
            assertThat(provider.getValue(ExecutionIdFilter.KEY))
                    .isEqualTo(provider.supplyContextData().get(ExecutionIdFilter.KEY))
                    .isNotNull();
            assertThat(provider.getValue("other")).isNull();
            assertThat(provider.supplyStringMap().isFrozen()).isTrue();
            return null;
        });
    }

    @SuppressWarnings("unchecked")
    private static List<String> logIn(ClassLoader application, boolean asynchronous) throws Exception {
        ClassLoader outer = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(application);
        try {
            return (List<String>) application
                    .loadClass(Log4jApplication.class.getName())
                    .getMethod("log", boolean.class)
                    .invoke(null, asynchronous);
        } finally {
            Thread.currentThread().setContextClassLoader(outer);
        }
    }

    /** This class path without the bridge that leads Log4j2's callers to SLF4J, which comes before Log4j2 itself. */
    private static URLClassLoader applicationThatLogsWithLog4j() throws MalformedURLException {
        List<URL> jars = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (!Path.of(entry).getFileName().toString().startsWith("log4j-to-slf4j")) {
                jars.add(Path.of(entry).toUri().toURL());
            }
        }
        return new URLClassLoader(jars.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }
}
