// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ToolExecutionRequest;
import dev.langchain4j.agent.tool.ToolMemoryId;
import dev.langchain4j.agent.tool.ToolSpecification;
import dev.langchain4j.agent.tool.ToolSpecifications;
import dev.langchain4j.service.tool.AiServiceTool;
import dev.langchain4j.service.tool.ToolService;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.ai.support.ToolCallbacks;
import org.springframework.ai.tool.ToolCallback;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.aop.support.AopUtils;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;

/** Spring AI and LangChain4j find the same tools in a bean as in a plain instance of its class. */
class ToolBeansTest {

    private final CollectingSink sink = new CollectingSink();

    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withBean(CollectingSink.class, () -> sink);

    @Test
    void springAiFindsTheToolsOfATrackedBean() {
        runner.withBean(SpringAiAgent.class).run(context -> {
            SpringAiAgent bean = context.getBean(SpringAiAgent.class);
            assertThat(bean).isInstanceOf(TrackedBean.class);
            assertSameAsPlain(bean);
        });
    }

    @Test
    void springAiFindsTheToolsOfABeanThatIsProxied() {
        runner.withUserConfiguration(Factories.class).run(context -> {
            SpringAiAgent bean = context.getBean(SpringAiAgent.class);
            assertThat(AopUtils.isCglibProxy(bean)).isTrue();
            assertSameAsPlain(bean);
        });
    }

    @Test
    void springAiCallsOfTrackedToolsAreRecorded() {
        runner.withBean(SpringAiAgent.class).run(context -> {
            Map<String, ToolCallback> tools = springAi(context.getBean(SpringAiAgent.class));
            assertThat(tools.get("weather").call("{\"city\": \"Ulm\", \"days\": 2}"))
                    .isEqualTo("\"Ulm 2 null\"");
            assertThat(tools.get("cities").call("{\"country\": \"de\"}")).isEqualTo("[\"de\"]");
            assertThat(tools.get("time").call("{\"zone\": \"CET\"}")).isEqualTo("\"CET\"");
        });
        assertThat(sink.executions(1))
                .extracting(Execution::method)
                .extracting(Object::toString)
                .containsExactly("SpringAiAgent.weather");
    }

    @Test
    void langChain4jFindsTheToolsOfATrackedBean() {
        runner.withBean(LangChain4jAgent.class).run(context -> {
            LangChain4jAgent bean = context.getBean(LangChain4jAgent.class);
            assertThat(bean).isInstanceOf(TrackedBean.class);
            assertThat(langChain4j(bean))
                    .hasSize(3)
                    .isEqualTo(langChain4j(new LangChain4jAgent()))
                    .allSatisfy(tool -> assertThat(tool.description()).isNotNull());
        });
    }

    @Test
    void langChain4jCallsOfTrackedToolsAreRecorded() {
        runner.withBean(LangChain4jAgent.class).run(context -> {
            List<AiServiceTool> tools = ToolService.findTools(context.getBean(LangChain4jAgent.class));
            assertThat(call(tools, "weather", "{\"where\": \"Ulm\"}")).isEqualTo("Ulm 3 user-7");
            assertThat(call(tools, "cities", "{\"country\": \"de\"}")).isEqualTo("de");
            assertThat(call(tools, "same", "{\"value\": \"\\\"x\\\"\"}")).isEqualTo("\"x\"");
        });
        assertThat(sink.executions(2))
                .extracting(Execution::method)
                .extracting(Object::toString)
                .containsExactly("LangChain4jAgent.weather", "LangChain4jAgent.same");
    }

    private static void assertSameAsPlain(SpringAiAgent bean) {
        Map<String, ToolCallback> plain = springAi(new SpringAiAgent());
        Map<String, ToolCallback> found = springAi(bean);
        assertThat(found).containsOnlyKeys("weather", "cities", "time").hasSameSizeAs(plain);
        found.forEach((name, tool) -> {
            assertThat(tool.getToolDefinition()).isEqualTo(plain.get(name).getToolDefinition());
            assertThat(tool.getToolMetadata()).isEqualTo(plain.get(name).getToolMetadata());
        });
    }

    private static Map<String, ToolCallback> springAi(Object bean) {
        return Arrays.stream(ToolCallbacks.from(bean))
                .collect(Collectors.toMap(tool -> tool.getToolDefinition().name(), tool -> tool));
    }

    private static List<ToolSpecification> langChain4j(Object bean) {
        return ToolSpecifications.toolSpecificationsFrom(bean).stream()
                .sorted(Comparator.comparing(ToolSpecification::name))
                .toList();
    }

    private static String call(List<AiServiceTool> tools, String name, String arguments) {
        return tools.stream()
                .filter(tool -> tool.toolSpecification().name().equals(name))
                .findFirst()
                .orElseThrow()
                .toolExecutor()
                .execute(
                        ToolExecutionRequest.builder()
                                .name(name)
                                .arguments(arguments)
                                .build(),
                        "user-7");
    }

    interface Clock {

        @Tool(description = "The time")
        default String time(@ToolParam(description = "the zone") String zone) {
            return zone;
        }
    }

    static class SpringAiAgent implements Clock {

        @TrackExecution
        @Tool(description = "The weather", returnDirect = true)
        public String weather(
                @ToolParam(description = "the city") String city,
                @ToolParam(required = false, description = "how many") int days,
                @Nullable String unit) {
            return city + " " + days + " " + unit;
        }

        @Tool(description = "The cities")
        List<String> cities(@JsonPropertyDescription("the country") String country, String @Nullable [] tags) {
            return List.of(country);
        }
    }

    abstract static class Repeating<T> {

        @TrackExecution
        @dev.langchain4j.agent.tool.Tool("The same")
        public T same(@P(name = "value", value = "a value") T value) {
            return value;
        }
    }

    static class LangChain4jAgent extends Repeating<String> {

        @TrackExecution
        @dev.langchain4j.agent.tool.Tool("The weather")
        public String weather(
                @P(name = "where", value = "the city") String city,
                @P(value = "how many", defaultValue = "3") int days,
                @ToolMemoryId Object user) {
            return city + " " + days + " " + user;
        }

        @dev.langchain4j.agent.tool.Tool("The cities")
        String cities(@P("the country") String country) {
            return country;
        }
    }

    static class Factories {

        @Bean
        SpringAiAgent agent() {
            return new SpringAiAgent();
        }
    }
}
