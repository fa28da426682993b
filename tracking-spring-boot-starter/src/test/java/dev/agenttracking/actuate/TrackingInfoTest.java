// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.InfoAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.JsonNode;

class TrackingInfoTest {

    @Test
    void saysWhatIsTrackedAndWhereTheRecordsGo() throws Exception {
        try (Actuated application = Actuated.open(WebApplicationType.SERVLET, List.of(SongAgent.class))) {
            JsonNode info = application.get("info").json().get("tracking");
            assertThat(info.get("enabled").asBoolean()).isTrue();
            assertThat(info.get("store").asString()).startsWith("memory");
            assertThat(info.get("agents").valueStream().map(JsonNode::asString)).contains("SongAgent");

            application.post("tracking", "{\"enabled\": false}");
            assertThat(application.get("info").json().at("/tracking/enabled").asBoolean())
                    .isFalse();
        }
        try (Actuated application = Actuated.open("--management.info.tracking.enabled=false")) {
            assertThat(application.get("info").json().has("tracking")).isFalse();
        }
    }

    @Test
    void isNotMissedWithoutActuator() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(InfoAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withClassLoader(new FilteredClassLoader(InfoContributor.class))
                .withPropertyValues("tracking.store=memory")
                .run(context -> assertThat(context).hasNotFailed().doesNotHaveBean("agentTrackingInfoContributor"));
    }

    static class SongAgent {

        @TrackExecution
        public String sing() {
            return "la";
        }
    }
}
