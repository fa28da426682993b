// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.testing.CollectingSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.json.JsonMapper;

/** T7, T17: the application's mappers are its own, and say nothing about how values are stored. */
class JacksonTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink)
            .withBean(DescribingAgent.class);

    @Test
    void theApplicationsCustomisersShapeItsMapperAndNotTheRecords() {
        runner.withConfiguration(AutoConfigurations.of(JacksonAutoConfiguration.class))
                .withBean(
                        JsonMapperBuilderCustomizer.class,
                        () -> builder -> builder.propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE))
                .run(context -> {
                    assertThat(context).hasSingleBean(JsonMapper.class);
                    assertThat(context.getBean(JsonMapper.class).writeValueAsString(new Profile("Maren")))
                            .isEqualTo("{\"first_name\":\"Maren\"}");
                    context.getBean(DescribingAgent.class).describe(new Profile("Maren"));
                    assertThat(storedInput()).isEqualTo("{\"profile\":{\"firstName\":\"Maren\"}}");
                });
    }

    @Test
    void anApplicationWithoutMappersHasNoneAfterwards() {
        runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.jackson"))
                .run(context -> {
                    assertThat(context).hasNotFailed().doesNotHaveBean(JsonMapper.class);
                    context.getBean(DescribingAgent.class).describe(new Profile("Maren"));
                    assertThat(storedInput()).isEqualTo("{\"profile\":{\"firstName\":\"Maren\"}}");
                });
    }

    @Test
    void anApplicationWithJackson2KeepsItsMapperAndItsTreesAreLeftUnread() {
        ObjectMapper own = new ObjectMapper();
        runner.withBean(ObjectMapper.class, () -> own).run(context -> {
            ObjectNode tree = own.createObjectNode().put("firstName", "Maren");
            assertThat(context.getBean(DescribingAgent.class).describe(tree)).isEqualTo(tree);
            assertThat(context.getBean(ObjectMapper.class)).isSameAs(own);
            assertThat(context).doesNotHaveBean(JsonMapper.class);
            assertThat(storedInput()).contains("@type").contains("ObjectNode").doesNotContain("Maren");
        });
    }

    private String storedInput() throws IOException {
        List<Execution> ended = sink.executions(1);
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        new JsonContent().encode(ended.get(0).input(), 10_000, json);
        return json.toString(StandardCharsets.UTF_8);
    }

    record Profile(String firstName) {}

    static class DescribingAgent {

        @TrackExecution
        public Object describe(Object profile) {
            return profile;
        }
    }
}
