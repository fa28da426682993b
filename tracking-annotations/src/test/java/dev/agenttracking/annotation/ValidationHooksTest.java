// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.annotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ValidationHooksTest {

    private static final TrackedStage INIT = new Stage("init", ExecutionStage.INIT);
    private static final TrackedStage CALL = new Stage("ask", ExecutionStage.LLM_CALL);

    private final ValidationHooks hooks = new ValidationHooks() {
        @Override
        public String agent() {
            return "agent";
        }

        @Override
        public List<TrackedStage> stages() {
            return List.of(INIT, CALL);
        }

        @Override
        public List<TrackedStage> requiredStages() {
            return List.of(CALL);
        }

        @Override
        public boolean mayFollow(@Nullable TrackedStage previous, TrackedStage next) {
            return previous == null || next == CALL;
        }
    };

    @Test
    void isContentWithTheLegalOrder() {
        assertThat(hooks.outOfOrder(List.of(INIT, CALL, CALL))).isEmpty();
    }

    @Test
    void namesEachStageThatIsOutOfOrder() {
        assertThat(hooks.outOfOrder(List.of(CALL, INIT))).containsExactly("stage 'init' after 'ask'");
    }

    @Test
    void missesRequiredStages() {
        assertThat(hooks.missing(List.of("init"))).containsExactly("missing required stage 'ask'");
        assertThat(hooks.missing(List.of("init", "ask"))).isEmpty();
    }

    private record Stage(String stageName, ExecutionStage kind) implements TrackedStage {}
}
