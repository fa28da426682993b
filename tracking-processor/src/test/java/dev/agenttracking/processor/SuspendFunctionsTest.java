// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.annotation.runtime.TrackedMethod.Parameter;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Kotlin's {@code suspend} functions, written as the stubs that its annotation processing makes of them. */
class SuspendFunctionsTest {

    private static final String CONTINUATION = """
            package kotlin.coroutines;
            public interface Continuation<T> { void resumeWith(Object result); }
            """;

    private static final String AGENT = """
            package p;
            import dev.agenttracking.annotation.*;
            import static dev.agenttracking.annotation.ExecutionStage.*;
            import java.util.*;
            import kotlin.coroutines.Continuation;
            public class Agent {
              public final List<Object> seen = new ArrayList<>();
              @TrackExecution
              public Object run(@VaultId String vault, String query, Continuation<? super String> $completion) {
                seen.add($completion);
                return "at once";
              }
              @TrackExecution public Object alone(Continuation<? super String> continuation) { seen.add(continuation); return null; }
              @TrackExecution public Object many(Object[] all, Continuation<? super String> recorder) { seen.add(recorder); return null; }
              @TrackExecution public <T, X extends Exception> Object generic(T value, Continuation<? super List<T>> c) throws X {
                seen.add(c);
                return value;
              }
              @Stage(LLM_CALL) public Object ask(Continuation<? super String> c) { seen.add(c); return null; }
              @TrackExecution public String noSuspension(Continuation<? super String> c) { return "text"; }
              @TrackExecution public Object notLast(Continuation<? super String> c, String text) { return text; }
            }
            """;

    private static Compilation compilation;
    private static Class<?> tracked;

    private final FakeRecorder recorder = new FakeRecorder();
    private final Object callers = continuation();
    private final Object recorders = continuation();
    private Object agent;

    @BeforeAll
    static void compileAgent() throws ClassNotFoundException {
        compilation = Compiling.compileStrictly(CONTINUATION, AGENT);
        assertThat(compilation.diagnostics()).isEmpty();
        tracked = Compiling.loaderOf(compilation).loadClass("p.Agent$$Tracked");
    }

    @BeforeEach
    void makeAgent() throws ReflectiveOperationException {
        agent = tracked.getConstructor().newInstance();
        ((TrackedBean) agent).agentTracking$recorder(recorder);
        recorder.continuation = recorders;
    }

    @Test
    void functionsGetTheContinuationOfTheRecorder() throws Exception {
        assertThat(call("run", "v", "q", callers)).isEqualTo("at once");
        call("alone", callers);
        call("many", new Object[] {1, 2}, callers);
        call("generic", "value", callers);
        call("ask", callers);

        assertThat(seen())
                .hasSize(5)
                .allSatisfy(continuation -> assertThat(continuation).isSameAs(recorders));
        assertThat(recorder.continuations).hasSize(5).containsOnly(callers);
    }

    @Test
    void continuationsAreNoArguments() throws Exception {
        call("run", "v", "q", callers);
        call("alone", callers);
        call("many", new Object[] {1, 2}, callers);

        assertThat(recorder.events)
                .containsExactly(
                        "1 enter Agent.run",
                        "1 arguments [v, q]",
                        "1 continuation",
                        "1 returned at once",
                        "2 enter Agent.alone",
                        "2 continuation",
                        "2 returned null",
                        "3 enter Agent.many",
                        "3 arguments [[1, 2]]",
                        "3 continuation",
                        "3 returned null");
        assertThat(recorder.methods.get(0).parameters())
                .containsExactly(
                        new Parameter("vault", Role.VAULT_ID, false, false),
                        new Parameter("query", Role.INPUT, false, false));
        assertThat(recorder.methods)
                .allSatisfy(method -> assertThat(method.suspends()).isTrue());
    }

    @Test
    void callersContinuationGoesOnWhereNothingIsRecorded() throws Exception {
        recorder.silent = true;

        call("alone", callers);

        assertThat(seen()).singleElement().isSameAs(callers);
        assertThat(recorder.events).isEmpty();
    }

    @Test
    void otherMethodsWithContinuationsAreOrdinary() throws Exception {
        call("noSuspension", callers);
        call("notLast", callers, "text");

        assertThat(recorder.continuations).isEmpty();
        assertThat(recorder.methods)
                .allSatisfy(method -> assertThat(method.suspends()).isFalse());
        assertThat(recorder.methods.get(0).parameters()).hasSize(1);
    }

    @Test
    void responseContractsLookAtTheTypeOfTheContinuation() {
        Compilation refused = Compiling.compile(CONTINUATION, """
                package p;
                import dev.agenttracking.annotation.*;
                import static dev.agenttracking.annotation.ExecutionStage.*;
                import kotlin.coroutines.Continuation;
                public class A {
                  public static class Profile {}
                  @Stage(value = LLM_CALL, response = Profile.class) public Object text(Continuation<? super String> c) { return null; }
                  @Stage(value = LLM_CALL, response = Profile.class) public Object unknown(Continuation<?> c) { return null; }
                  @Stage(value = LLM_CALL, response = Profile.class) public Object number(Continuation<? super Integer> c) { return null; }
                }
                """);

        assertThat(refused.errors()).singleElement().satisfies(error -> {
            assertThat(error.getMessage(Locale.ROOT)).contains("[TrackingResponseType] A.number", "returns Integer");
            assertThat(error.getLineNumber()).isEqualTo(9);
        });
    }

    private List<?> seen() throws ReflectiveOperationException {
        return (List<?>) agent.getClass().getField("seen").get(agent);
    }

    private @Nullable Object call(String name, Object... arguments) throws ReflectiveOperationException {
        Method method = Arrays.stream(tracked.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name))
                .findFirst()
                .orElseThrow();
        return method.invoke(agent, arguments);
    }

    private static Object continuation() {
        try {
            Class<?> type = tracked.getClassLoader().loadClass("kotlin.coroutines.Continuation");
            return Proxy.newProxyInstance(
                    type.getClassLoader(),
                    new Class<?>[] {type},
                    (proxy, method, arguments) -> switch (method.getName()) {
                        case "equals" -> proxy == arguments[0];
                        case "hashCode" -> System.identityHashCode(proxy);
                        default -> "continuation";
                    });
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }
}
