package golden;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.agenttracking.annotation.TrackExecution;
import dev.langchain4j.agent.tool.P;
import dev.langchain4j.agent.tool.ReturnBehavior;
import dev.langchain4j.agent.tool.ToolMemoryId;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.ai.tool.annotation.ToolParam;
import org.springframework.ai.tool.execution.ToolCallResultConverter;

public class ToolAgent implements Clock {

    @Tool(name = "weather", description = "Says \"what\"\nit is like", returnDirect = true, resultConverter = Plain.class)
    @TrackExecution
    public String weather(
            @ToolParam(description = "the city's name") String city, @ToolParam(required = false) int days, String unit) {
        return city;
    }

    @Deprecated
    @Tool
    public List<String> cities(
            @JsonPropertyDescription("a country") @Nullable String country, String @Nullable [] tags, Map.@Nullable Entry<String, Integer> range) {
        return List.of();
    }

    @dev.langchain4j.agent.tool.Tool(
            value = {"Books", "a journey"},
            returnBehavior = ReturnBehavior.IMMEDIATE)
    void book(@P(value = "where to", defaultValue = "Ulm") String city, @ToolMemoryId Object memory, int... days) {}

    public String notATool(@ToolParam(description = "x") String text) {
        return text;
    }

    public static final class Plain implements ToolCallResultConverter {

        @Override
        public String convert(Object result, Type type) {
            return String.valueOf(result);
        }
    }
}

interface Clock {

    @Tool(description = "The time")
    default String time(@ToolParam(description = "the zone") String zone) {
        return zone;
    }

    default String date() {
        return "";
    }
}
