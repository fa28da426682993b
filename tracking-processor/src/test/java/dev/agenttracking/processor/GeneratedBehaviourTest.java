// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.LIST;

import com.google.testing.compile.Compilation;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.annotation.runtime.TrackedMethod.Parameter;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Loads a generated subclass and calls it. */
class GeneratedBehaviourTest {

    private static final String AGENT = """
            package p;
            import dev.agenttracking.annotation.*;
            import static dev.agenttracking.annotation.ExecutionStage.*;
            import java.io.IOException;
            import java.util.*;
            public class Agent<T> {
              public final List<String> calls = new ArrayList<>();
              public Agent() { prepare("in constructor"); }
              @TrackExecution(method = "answer", tags = {"b", "a"}, timeout = "2s", captureInput = false, captureOutput = false)
              @Sensitive
              public String run(@VaultId String vault, @Sensitive String query) { prepare(query); if (!this.wants(query)) return null; return "done"; }
              @Stage(value = PRE_PROCESS, required = true)
              protected void prepare(String query) { calls.add("prepare " + query); }
              @Stage(SHOULD_RESPOND)
              boolean wants(String query) { return query != null; }
              @TrackExecution public T generic(T value) { return value; }
              @TrackExecution public Object list(Object... all) { return all.length; }
              @TrackExecution public int array(Object[] only) { return only == null ? -1 : only.length; }
              @TrackExecution public void fail(Exception e) throws Exception { throw e; }
              @TrackExecution public <X extends Throwable> void failGeneric(X e) throws X { throw e; }
              @TrackExecution public Runnable open() { return null; }
              @TrackExecution public <L extends List<? extends Number> & Cloneable> L first(L list) { return list; }
              @Stage(LLM_CALL) @TrackExecution public String both(String text) { return text; }
              @Stage(value = LLM_CALL, name = "second") public String second(String text) { return text; }
              public String plain() { return "plain"; }
            }
            """;

    private static Compilation compilation;
    private static Class<?> tracked;

    private final FakeRecorder recorder = new FakeRecorder();
    private Object agent;

    @BeforeAll
    static void compileAgent() throws ClassNotFoundException {
        compilation = Compiling.compile(AGENT);
        tracked = Compiling.loaderOf(compilation).loadClass("p.Agent$$Tracked");
    }

    @BeforeEach
    void makeAgent() throws ReflectiveOperationException {
        Constructor<?> constructor = tracked.getConstructor();
        agent = constructor.newInstance();
    }

    @Test
    void callsInConstructorsAndWithoutRecorderWorkUntracked() throws Throwable {
        assertThat(call("run", "v", "q")).isEqualTo("done");
        assertThat(agent).extracting("calls", LIST).containsExactly("prepare in constructor", "prepare q");
        assertThat(recorder.events).isEmpty();
    }

    @Test
    void callsFromInsideTheClassAreSeen() throws Throwable {
        track();

        assertThat(call("run", "v", "q")).isEqualTo("done");

        assertThat(recorder.events)
                .containsExactly(
                        "1 enter Agent.answer",
                        "1 arguments [v, q]",
                        "2 enter Agent.prepare",
                        "2 returned null",
                        "3 enter Agent.wants",
                        "3 arguments [q]",
                        "3 returned true",
                        "1 returned done");
    }

    @Test
    void callsThatTheRecorderDeclinesGoThroughOnce() throws Throwable {
        track();
        recorder.silent = true;

        assertThat(call("run", "v", "q")).isEqualTo("done");
        assertThat(recorder.events).isEmpty();
        assertThat(agent).extracting("calls", LIST).hasSize(2);
    }

    @Test
    void exceptionsAreTheSameObject() throws Throwable {
        track();
        IOException failure = new IOException("no");

        assertThat(catchThrowable(() -> call("fail", failure))).isSameAs(failure);
        assertThat(catchThrowable(() -> call("failGeneric", failure))).isSameAs(failure);
        assertThat(recorder.failures).containsExactly(failure, failure);
        assertThat(recorder.events).doesNotContain("1 returned null");
    }

    @Test
    void arraysAreOneArgument() throws Throwable {
        track();

        assertThat(call("list", (Object) new Object[] {"a", 1})).isEqualTo(2);
        assertThat(call("array", (Object) new Object[] {"a"})).isEqualTo(1);
        assertThat(call("array", (Object) null)).isEqualTo(-1);

        assertThat(recorder.events).contains("1 arguments [[a, 1]]", "2 arguments [[a]]", "3 arguments [null]");
    }

    @Test
    void nullArgumentsAndResultsPass() throws Throwable {
        track();

        assertThat(call("generic", (Object) null)).isNull();
        assertThat(recorder.events).containsExactly("1 enter Agent.generic", "1 arguments [null]", "1 returned null");
    }

    @Test
    void resultsThatMayEndLaterAreThoseOfTheRecorder() throws Throwable {
        track();
        Runnable replacement = () -> {};
        recorder.replacement = replacement;

        assertThat(call("open")).isSameAs(replacement);
        assertThat(call("generic", "value")).isSameAs(replacement);
        assertThat(call("both", "text")).isEqualTo("text");
    }

    @Test
    void stagesAreGivenNoArguments() throws Throwable {
        track();

        call("second", "text");

        assertThat(recorder.events).containsExactly("1 enter Agent.second", "1 returned text");
    }

    @Test
    void descriptionSaysWhatTheAnnotationsSay() throws Throwable {
        track();
        call("run", "v", "q");
        call("both", "text");

        TrackedMethod run = recorder.methods.get(0);
        assertThat(run.beanClass().getName()).isEqualTo("p.Agent");
        assertThat(run.agent()).isEqualTo("Agent");
        assertThat(run.method()).isEqualTo("answer");
        assertThat(run.isExecution()).isTrue();
        assertThat(run.stage()).isNull();
        assertThat(run.tags()).containsExactly("b", "a");
        assertThat(run.timeoutNanos()).isEqualTo(TimeUnit.SECONDS.toNanos(2));
        assertThat(run.capturesInput()).isFalse();
        assertThat(run.capturesOutput()).isFalse();
        assertThat(run.hasSensitiveResult()).isTrue();
        assertThat(run.parameters())
                .containsExactly(
                        new Parameter("vault", Role.VAULT_ID, false, false),
                        new Parameter("query", Role.INPUT, true, false));
        assertThat(run.hooks()).isSameAs(hooks());

        TrackedMethod both = recorder.methods.get(3);
        assertThat(both.isExecution()).isTrue();
        assertThat(both.stage()).isEqualTo(stage("llm_call"));
        assertThat(both.capturesInput()).isTrue();
    }

    @Test
    void descriptionNamesTheTypeOfResultsThatMayEndLater() throws Throwable {
        track();
        call("open");
        call("generic", "value");
        call("first", List.of(1));
        call("run", "v", "q");
        call("array", (Object) null);

        assertThat(recorder.methods)
                .filteredOn(TrackedMethod::isExecution)
                .extracting(TrackedMethod::resultType)
                .containsExactly(Runnable.class, Object.class, List.class, Object.class, Object.class);
        assertThat(recorder.methods).noneMatch(TrackedMethod::suspends);
    }

    @Test
    void hooksKnowTheStagesAndTheirOrder() throws Exception {
        ValidationHooks hooks = hooks();

        assertThat(hooks.agent()).isEqualTo("Agent");
        assertThat(hooks.stages())
                .extracting(TrackedStage::stageName)
                .containsExactly("should_respond", "pre_process", "llm_call", "second");
        assertThat(hooks.requiredStages()).containsExactly(stage("pre_process"));
        assertThat(hooks.outOfOrder(List.of(stage("llm_call"), stage("pre_process"))))
                .containsExactly("stage 'pre_process' after 'llm_call'");
        assertThat(hooks.missing(List.of("second", "llm_call")))
                .containsExactly("missing required stage 'pre_process'");
    }

    @Test
    void legalOrderIsThatOfTheKindsWithALoopAroundTheModel() throws Exception {
        ValidationHooks hooks = hooks();
        List<String> backwards = new ArrayList<>();
        for (ExecutionStage before : ExecutionStage.values()) {
            assertThat(hooks.mayFollow(null, of(before))).isTrue();
            for (ExecutionStage after : ExecutionStage.values()) {
                boolean forwards = after.compareTo(before) >= 0;
                boolean allowed = hooks.mayFollow(of(before), of(after));
                assertThat(allowed || !forwards).isTrue();
                if (allowed && !forwards) {
                    backwards.add(before + ">" + after);
                }
            }
        }
        assertThat(backwards).containsExactly("LLM_CALL>LLM_PREPARE", "LLM_PARSE>LLM_PREPARE", "LLM_PARSE>LLM_CALL");
    }

    @Test
    void catalogueTellsWhatThereIs() {
        assertThat(Compiling.generatedResource(compilation, "META-INF/agent-tracking/p.Agent.properties"))
                .isEqualTo("""
                        agent=Agent
                        class=p.Agent
                        line=6
                        methods=answer,array,both,fail,failGeneric,first,generic,list,open
                        source=Agent.java
                        stages=should_respond,pre_process,llm_call,second
                        tracked=p.Agent$$Tracked
                        """);
    }

    private void track() {
        ((TrackedBean) agent).agentTracking$recorder(recorder);
    }

    private Object call(String name, Object... arguments) throws Throwable {
        Method method = Arrays.stream(tracked.getDeclaredMethods())
                .filter(candidate -> candidate.getName().equals(name) && !candidate.isBridge())
                .findFirst()
                .orElseThrow();
        method.setAccessible(true);
        try {
            return method.invoke(agent, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static ValidationHooks hooks() throws ReflectiveOperationException {
        Class<?> type = tracked.getClassLoader().loadClass("p.AgentValidationHooks");
        return (ValidationHooks) type.getField("INSTANCE").get(null);
    }

    private static TrackedStage stage(String name) throws ReflectiveOperationException {
        return hooks().stages().stream()
                .filter(stage -> stage.stageName().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static TrackedStage of(ExecutionStage kind) {
        return new TrackedStage() {
            @Override
            public String stageName() {
                return kind.storedName();
            }

            @Override
            public ExecutionStage kind() {
                return kind;
            }
        };
    }
}
