// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.writer.ExecutionWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

class TrackingEndpointTest {

    /** As in an application that was processed ahead of time with tracking on, and started with it off. */
    @Test
    void switchesNothingOnWhereTrackingWasOffAtTheStart() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
                .withPropertyValues("tracking.store=memory", "tracking.writer.overflow=drop")
                .run(context -> {
                    TrackingSwitches switches = context.getBean(TrackingSwitches.class);
                    switches.enable(false);
                    TrackingEndpoint endpoint = new TrackingEndpoint(
                            context.getBean(ExecutionWriter.class), switches, () -> "memory", List::of, false);

                    WebEndpointResponse<String> answer = endpoint.enable("true", null);

                    assertThat(answer.getStatus()).isEqualTo(409);
                    assertThat(answer.getBody()).contains("only a start can switch it on");
                    assertThat(switches.isEnabled()).isFalse();
                    assertThat(endpoint.state().getBody()).contains("\"enabled\" : false", "\"store\" : \"nowhere\"");
                });
    }
}
