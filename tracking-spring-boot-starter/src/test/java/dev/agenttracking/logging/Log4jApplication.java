// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.logging;

import dev.agenttracking.Tracking;
import dev.agenttracking.testing.Recordings;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.appender.AsyncAppender;
import org.apache.logging.log4j.core.config.AppenderRef;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.Configurator;
import org.apache.logging.log4j.core.config.Property;
import org.apache.logging.log4j.core.config.builder.api.ConfigurationBuilderFactory;
import org.apache.logging.log4j.core.layout.PatternLayout;

/** What an application that logs with Log4j2 does, for {@link Log4jExecutionIdTest}, which runs it on a class path of its own. */
public final class Log4jApplication {

    private Log4jApplication() {}

    /** Logs before, in and after executions, whose ids are the messages; gives the lines of an appender. */
    public static List<String> log(boolean asynchronous) {
        LoggerContext context = Configurator.initialize(ConfigurationBuilderFactory.newConfigurationBuilder()
                .setStatusLevel(Level.ERROR)
                .add(ConfigurationBuilderFactory.newConfigurationBuilder().newRootLogger(Level.INFO))
                .build(false));
        Lines lines = new Lines();
        append(context, lines, asynchronous);
        ThreadContext.put("own", "stays");
        Logger log = LogManager.getLogger(Log4jApplication.class);
        Recordings recordings = new Recordings();
        log.info("before");
        recordings.run("Outer", () -> {
            log.info(Tracking.current().id());
            recordings.run("Inner", () -> {
                log.info(Tracking.current().id());
                return null;
            });
            log.info(Tracking.current().id());
            return null;
        });
        log.info("after");
        ThreadContext.clearAll();
        context.stop();
        return List.copyOf(lines.written);
    }

    private static void append(LoggerContext context, Lines lines, boolean asynchronous) {
        Configuration configuration = context.getConfiguration();
        lines.start();
        configuration.addAppender(lines);
        AbstractAppender first = lines;
        if (asynchronous) {
            first = AsyncAppender.newBuilder()
                    .setName("async")
                    .setAppenderRefs(new AppenderRef[] {AppenderRef.createAppenderRef(lines.getName(), null, null)})
                    .setConfiguration(configuration)
                    .build();
            first.start();
            configuration.addAppender(first);
        }
        configuration.getRootLogger().addAppender(first, null, null);
        context.updateLoggers();
    }

    /** Keeps them as they would be printed. */
    private static final class Lines extends AbstractAppender {

        private final List<String> written = Collections.synchronizedList(new ArrayList<>());

        private Lines() {
            super(
                    "lines",
                    null,
                    PatternLayout.newBuilder()
                            .withPattern("%X{own} [%X{execution_id}] %m")
                            .build(),
                    false,
                    Property.EMPTY_ARRAY);
        }

        @Override
        public void append(LogEvent event) {
            written.add((String) getLayout().toSerializable(event));
        }
    }
}
