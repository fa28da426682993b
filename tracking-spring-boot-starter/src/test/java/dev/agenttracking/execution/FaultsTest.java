// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import ch.qos.logback.core.read.ListAppender;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

class FaultsTest {

    private final Logger log = (Logger) LoggerFactory.getLogger("dev.agenttracking");
    private final Level level = log.getLevel();
    private final ListAppender<ILoggingEvent> logged = new ListAppender<>();
    private final Faults faults = new Faults();

    @BeforeEach
    void listen() {
        logged.start();
        log.setLevel(Level.DEBUG);
        log.addAppender(logged);
    }

    @AfterEach
    void leave() {
        log.detachAppender(logged);
        log.setLevel(level);
    }

    @Test
    void areCountedAndLoggedWithTheirStackOnceAPlaceAtWarnThenAtDebug() {
        faults.swallow("ending a call", new IllegalStateException("first"));
        faults.swallow("ending a call", new StackOverflowError("second"));
        faults.swallow("beginning a call", new IllegalStateException("third"));

        assertThat(faults.count()).isEqualTo(3);
        assertThat(logged.list)
                .extracting(
                        ILoggingEvent::getLevel,
                        event -> event.getThrowableProxy().getMessage())
                .containsExactly(tuple(Level.WARN, "first"), tuple(Level.DEBUG, "second"), tuple(Level.WARN, "third"));
        assertThat(logged.list)
                .allSatisfy(event -> assertThat(event.getThrowableProxy().getStackTraceElementProxyArray())
                        .isNotEmpty());
    }

    @Test
    void doNotLogMorePlacesThanThereCanBe() {
        for (int i = 0; i < 5_000; i++) {
            faults.swallow("reading the argument '" + i + "'", new IllegalStateException());
        }

        assertThat(faults.count()).isEqualTo(5_000);
        assertThat(logged.list)
                .filteredOn(event -> event.getLevel() == Level.WARN)
                .hasSize(1_000);
    }

    @Test
    void keepTheInterruptOfAThread() {
        faults.swallow("waiting", new RuntimeException(new InterruptedException()));
        assertThat(Thread.interrupted()).isFalse();

        faults.swallow("waiting", new InterruptedException());
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void doNotDependOnTheLogger() {
        AppenderBase<ILoggingEvent> hostile = new AppenderBase<>() {
            @Override
            public void doAppend(ILoggingEvent event) {
                throw new OutOfMemoryError("made up");
            }

            @Override
            protected void append(ILoggingEvent event) {
                throw new AssertionError();
            }
        };
        hostile.start();
        log.addAppender(hostile);
        try {
            faults.swallow("ending a call", new IllegalStateException());
            faults.swallow("ending a call", new IllegalStateException());
        } finally {
            log.detachAppender(hostile);
        }

        assertThat(faults.count()).isEqualTo(2);
    }

    @Test
    void areLoggedWhereTheirOwnMethodsFail() {
        faults.swallow("ending a call", new RuntimeException() {
            private static final long serialVersionUID = 1L;

            @Override
            public String getMessage() {
                throw new IllegalStateException("made up");
            }
        });

        assertThat(logged.list).hasSize(1);
        assertThat(logged.list.get(0).getFormattedMessage())
                .contains("FaultsTest$")
                .contains("cannot be printed");
    }
}
