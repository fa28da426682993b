// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallTreeTest {

    private static final UUID ROOT = new UUID(0, 0);

    @Test
    void putsCallsAfterTheirCallers() {
        List<CallChain.Call> calls = List.of(call(0, null), call(1, 0L), call(2, 0L), call(3, 1L), call(4, 2L));

        assertThat(CallTree.ordered(ROOT, calls).calls())
                .extracting(call -> call.executionId().getLeastSignificantBits())
                .containsExactly(0L, 1L, 3L, 2L, 4L);
    }

    @Test
    void ordersATreeThatIsDeeperThanAStack() {
        List<CallChain.Call> calls = new ArrayList<>();
        calls.add(call(0, null));
        for (long id = 1; id <= 100_000; id++) {
            calls.add(call(id, id - 1));
        }

        assertThat(CallTree.ordered(ROOT, calls).calls()).isEqualTo(calls);
    }

    private static CallChain.Call call(long id, @Nullable Long caller) {
        return new CallChain.Call(
                new UUID(0, id),
                caller == null ? null : new UUID(0, caller),
                0,
                0,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null);
    }
}
