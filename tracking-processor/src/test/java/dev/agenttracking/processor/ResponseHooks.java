// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import java.util.Arrays;
import java.util.List;

/** Makes agents with a response contract for their stage {@code ask}, loads their hooks, and feeds them answers. */
final class ResponseHooks {

    static final String IMPORTS = """
            package p;
            import com.fasterxml.jackson.annotation.*;
            import dev.agenttracking.annotation.*;
            import static dev.agenttracking.annotation.ExecutionStage.*;
            import jakarta.validation.constraints.*;
            import java.math.*;
            import java.time.*;
            import java.util.*;
            """;

    private ResponseHooks() {}

    static ValidationHooks hooks(String types, String contract, String... more) throws Exception {
        String[] sources = Arrays.copyOf(more, more.length + 1);
        sources[more.length] = source(types, contract);
        return hooks(Compiling.compileStrictly(sources));
    }

    static String source(String types, String contract) {
        return IMPORTS + """
                class A {
                  @Stage(value = LLM_CALL, name = "ask", response = %s) String ask() { return ""; }
                  @Stage(value = LLM_CALL, name = "plain") String plain() { return ""; }
                %s
                }
                """.formatted(contract, types);
    }

    static ValidationHooks hooks(Compilation compilation) throws ReflectiveOperationException {
        assertThat(compilation.diagnostics())
                .describedAs(() -> compilation.diagnostics().toString())
                .isEmpty();
        Class<?> type = Compiling.loaderOf(compilation).loadClass("p.AValidationHooks");
        return (ValidationHooks) type.getField("INSTANCE").get(null);
    }

    static List<String> faults(ValidationHooks hooks, String json) {
        return hooks.responseFaults(stage("ask"), json);
    }

    static TrackedStage stage(String name) {
        return new TrackedStage() {
            @Override
            public String stageName() {
                return name;
            }

            @Override
            public ExecutionStage kind() {
                return ExecutionStage.LLM_CALL;
            }
        };
    }
}
