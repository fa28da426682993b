// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.doReturn;
import static org.mockito.Mockito.mockingDetails;
import static org.mockito.Mockito.verify;
import static org.mockito.Mockito.when;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.context.bean.override.mockito.MockitoSpyBean;
import org.springframework.test.context.junit.jupiter.SpringJUnitConfig;

/** An application's tests mock and spy its agents: a mock's calls are none of an agent, a spy's are what they were. */
@SpringJUnitConfig
class MockedBeansTest {

    @MockitoBean
    Mocked mocked;

    @MockitoBean
    MockedAdvised mockedAdvised;

    @MockitoSpyBean
    Spied spied;

    @MockitoSpyBean
    SpiedAdvised spiedAdvised;

    @Autowired
    CollectingSink sink;

    @Autowired
    ExecutionTracker tracker;

    @BeforeEach
    void forget() {
        sink.clear();
    }

    @Test
    void callsOfMocksAreNoExecutions() throws Exception {
        when(mocked.run("a")).thenReturn("mocked");
        when(mockedAdvised.run("a")).thenReturn("mocked, too");

        assertThat(mocked.run("a")).isEqualTo("mocked");
        assertThat(mockedAdvised.run("a")).isEqualTo("mocked, too");

        verify(mocked).run("a");
        verify(mockedAdvised).run("a");
        assertRecorded();
    }

    @Test
    void callsOfSpiesAreMadeAndRecordedOnceWithWhatIsStubbedInside() throws Exception {
        doReturn("stubbed").when(spied).think("b");

        assertThat(spied.run("a")).isEqualTo("a!");
        assertThat(spied.run("b")).isEqualTo("stubbed");

        verify(spied).run("a");
        verify(spied).think("a");
        verify(spied).think("b");
        assertRecorded("Spied.run", "Spied.run");
        assertThat(CollectingSink.stages(sink.all().get(0))).containsExactly("pre_process");
    }

    @Test
    void callsOfSpiesOfAdvisedBeansAreMadeAndRecordedOnce() throws Exception {
        assertThat(spiedAdvised.run("a")).isEqualTo("a?");

        verify(spiedAdvised).run("a");
        assertThat(mockingDetails(spiedAdvised).isSpy()).isTrue();
        assertRecorded("SpiedAdvised.run");
    }

    private void assertRecorded(String... names) throws Exception {
        tracker.track(ExecutionSpec.of("The", "end"), () -> "");
        List<String> expected = new ArrayList<>(List.of(names));
        expected.add("The.end");
        sink.executions(expected.size());
        assertThat(sink.names()).isEqualTo(expected);
    }

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    @Import({Mocked.class, Spied.class})
    static class Application {

        @Bean
        CollectingSink sink() {
            return new CollectingSink();
        }

        @Bean
        static MockedAdvised mockedAdvised() {
            return new MockedAdvised();
        }

        @Bean
        static SpiedAdvised spiedAdvised() {
            return new SpiedAdvised();
        }
    }

    static class Mocked {

        @TrackExecution
        public String run(String text) {
            return text;
        }
    }

    static class MockedAdvised {

        @TrackExecution
        public String run(String text) {
            return text;
        }
    }

    static class Spied {

        @TrackExecution
        public String run(String text) {
            return think(text);
        }

        @Stage(ExecutionStage.PRE_PROCESS)
        String think(String text) {
            return text + "!";
        }
    }

    static class SpiedAdvised {

        @TrackExecution
        public String run(String text) {
            return text + "?";
        }
    }
}
