// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.TrackingSwitches;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.writer.ExecutionWriter;
import java.lang.reflect.Proxy;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

/** T10, T11: each context of a JVM has a recorder, a writer and switches of its own. */
class SeveralContextsTest {

    @Test
    void recordEachToItsOwnStoreAndOneEndsWithoutTheOther() {
        try (ConfigurableApplicationContext one = context(null);
                ConfigurableApplicationContext two = context(null)) {
            one.getBean(HostAgent.class).run("1");
            two.getBean(HostAgent.class).run("2");
            two.getBean(HostAgent.class).run("2");
            assertThat(sink(one).executions(1)).hasSize(1);
            assertThat(sink(two).executions(2)).hasSize(2);

            one.getBean(TrackingSwitches.class).enable(false);
            one.getBean(HostAgent.class).run("1");
            two.getBean(HostAgent.class).run("2");
            sink(two).executions(3);
            assertThat(one.getBean(ExecutionWriter.class).counts().accepted()).isEqualTo(1);

            one.close();
            two.getBean(HostAgent.class).run("2");
            assertThat(sink(two).executions(4)).hasSize(4);
        }
    }

    @Test
    void aChildThatEndsLeavesItsParentRecording() {
        try (ConfigurableApplicationContext parent = context(null)) {
            try (ConfigurableApplicationContext child = context(parent)) {
                assertThat(child.getBean(ExecutionRecorder.class)).isNotSameAs(parent.getBean(ExecutionRecorder.class));
                child.getBean(HostAgent.class).run("child");
                assertThat(sink(child).executions(1)).hasSize(1);
                parent.getBean(HostAgent.class).run("parent");
                assertThat(sink(parent).executions(1)).hasSize(1);
            }
            parent.getBean(HostAgent.class).run("parent");
            assertThat(sink(parent).executions(2)).hasSize(2);
        }
    }

    @Test
    void whatAChildTracksByHandIsTheChildsOwn() throws Exception {
        try (ConfigurableApplicationContext parent = context(null);
                ConfigurableApplicationContext child = context(parent)) {
            HostAgent agent = child.getBean(HostAgent.class);
            child.getBean(ExecutionTracker.class).track(ExecutionSpec.of("Router", "route"), () -> agent.run("x"));

            List<Execution> ended = sink(child).executions(2);
            assertThat(ended.get(0).parentId()).isEqualTo(ended.get(1).id());
            assertThat(sink(parent).all()).isEmpty();
        }
    }

    @Test
    void aTrackerThatTheApplicationDefinesInTheParentIsTheChildsToo() {
        ExecutionTracker own = (ExecutionTracker) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {ExecutionTracker.class},
                (proxy, method, arguments) -> null);
        try (GenericApplicationContext parent = new GenericApplicationContext()) {
            parent.registerBean("own", ExecutionTracker.class, () -> own);
            parent.refresh();
            try (ConfigurableApplicationContext child = context(parent, Router.class)) {
                assertThat(child.getBean(Router.class).tracker == own).isTrue();
            }
        }
    }

    @Test
    void anAgentThatAnotherContextCallsIsItsCallersChildThere() throws Exception {
        try (ConfigurableApplicationContext one = context(null);
                ConfigurableApplicationContext two = context(null)) {
            HostAgent called = two.getBean(HostAgent.class);
            one.getBean(ExecutionTracker.class).track(ExecutionSpec.of("Router", "route"), () -> called.run("x"));

            Execution caller = sink(one).executions(1).get(0);
            assertThat(sink(two).executions(1).get(0).parentId()).isEqualTo(caller.id());
        }
    }

    /** A child without the starter, as that of a management port: its beans are its own affair. */
    @Test
    void aChildWithoutTheStarterChangesNothing() {
        try (ConfigurableApplicationContext parent = context(null)) {
            GenericApplicationContext child = new GenericApplicationContext(parent);
            child.registerBean("childs", Object.class, Object::new);
            child.refresh();
            child.close();
            parent.getBean(HostAgent.class).run("x");
            assertThat(sink(parent).executions(1)).hasSize(1);
        }
    }

    private static CollectingSink sink(ConfigurableApplicationContext context) {
        return context.getBean(CollectingSink.class);
    }

    private static ConfigurableApplicationContext context(ConfigurableApplicationContext parent, Class<?>... more) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        if (parent != null) {
            context.setParent(parent);
        }
        context.register(TrackingAutoConfiguration.class);
        if (more.length > 0) {
            context.register(more);
        }
        CollectingSink sink = new CollectingSink();
        context.registerBean("sink", CollectingSink.class, () -> sink);
        context.registerBean("agent", HostAgent.class);
        context.refresh();
        return context;
    }

    /** Injected with a tracker. */
    static class Router {

        private final ExecutionTracker tracker;

        Router(ExecutionTracker tracker) {
            this.tracker = tracker;
        }
    }
}
