// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.TrackExecution;
import java.lang.reflect.Method;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class InvokedMethodsTest {

    private final TrackedMethods methods = new TrackedMethods();
    private final InvokedMethods invoked = new InvokedMethods(methods);

    @Test
    void findsWhatIsFoundWithoutIt() {
        for (Class<?> type : List.of(Agent.class, OtherAgent.class)) {
            for (int call = 0; call < 3; call++) {
                assertThat(invoked.find(method("run"), type)).isNotNull().isSameAs(methods.find(method("run"), type));
                assertThat(invoked.find(method("plain"), type)).isNull();
            }
        }
    }

    @Test
    void findsMoreMethodsThanItKeeps() {
        // Each lookup by reflection gives another Method object.
        List<Method> objects =
                IntStream.range(0, 10_000).mapToObj(i -> method("run")).toList();
        for (int round = 0; round < 2; round++) {
            assertThat(objects)
                    .allSatisfy(method ->
                            assertThat(invoked.find(method, Agent.class)).isSameAs(methods.find(method, Agent.class)));
        }
    }

    private static Method method(String name) {
        try {
            return Agent.class.getMethod(name);
        } catch (NoSuchMethodException e) {
            throw new AssertionError(e);
        }
    }

    static class Agent {

        @TrackExecution
        public void run() {}

        public void plain() {}
    }

    static class OtherAgent extends Agent {}
}
