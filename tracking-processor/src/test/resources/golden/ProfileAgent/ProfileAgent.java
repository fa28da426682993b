package golden;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.Email;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.PositiveOrZero;
import jakarta.validation.constraints.Size;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;

public class ProfileAgent {

    @Stage(value = ExecutionStage.LLM_CALL, response = Profile.class)
    public String ask(String question) {
        return "{}";
    }

    @Stage(value = ExecutionStage.LLM_CALL, name = "list", response = Trait[].class)
    public String list() {
        return "[]";
    }

    @Stage(value = ExecutionStage.LLM_PARSE)
    void parse() {}

    record Profile(
            @NotBlank @Size(max = 80) String name,
            @Min(0) int age,
            @NotNull Mood mood,
            @Email @Pattern(regexp = ".*@example\\.org") String email,
            @Size(min = 1, max = 5) List<@NotNull Trait> traits,
            Map<Mood, List<@PositiveOrZero Double>> scores,
            Optional<LocalDate> born,
            Page<Profile> friends,
            Object anything) {}

    record Trait(@JsonProperty("label") @JsonAlias("title") @NotBlank String name, @DecimalMax("1.0") double weight) {}

    record Page<T>(@NotNull List<T> items, boolean last) {}

    enum Mood {
        CALM,
        @JsonProperty("angry")
        ANGRY
    }
}
