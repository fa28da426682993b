// SPDX-License-Identifier: Apache-2.0
package woven;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.testing.CollectingSink;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;

/** Makes calls, and prints for each what was recorded of it. */
public final class Program {

    private Program() {}

    public static void main(String[] args) throws Exception {
        new Plain().run("early", "?");
        CollectingSink sink = new CollectingSink();
        try (AnnotationConfigApplicationContext context = start(sink, true, Scanned.class)) {
            print(context, "before start", () -> null);
            print(context, "new", () -> new Plain().run("v1", "?"));
            print(context, "private", () -> new Plain().callHidden());
            print(context, "final", () -> new Plain().last());
            print(context, "static", Unprocessed::shared);
            print(context, "failure", () -> {
                try {
                    new Plain().fail();
                    return "nothing";
                } catch (java.io.IOException e) {
                    return e.getMessage();
                }
            });
            print(context, "later", () -> {
                CompletableFuture<String> result = new CompletableFuture<>();
                boolean same = new Plain().promise(result) == result;
                result.complete("done");
                return same;
            });
            print(context, "overridden", () -> new Heir().run());
            print(context, "inherited", () -> new Heir().inherited());
            print(context, "bridge", () -> {
                Answer<String> answer = new Answer.Text();
                return answer.answer("a");
            });
            print(context, "type", () -> new Everything().open());
            print(context, "new with subclass", () -> new Scanned().look());
            Scanned scanned = context.getBean(Scanned.class);
            print(context, "woven bean", () -> scanned.getClass().getSimpleName() + " " + scanned.look());
            print(context, "private of a woven bean", scanned::run);
        }
        try (AnnotationConfigApplicationContext context = start(sink, true, Factory.class)) {
            Scanned scanned = context.getBean(Scanned.class);
            print(context, "advised bean", () -> scanned.getClass().getSimpleName().contains("CGLIB") + " " + scanned.look());
            print(context, "advised twice", () -> scanned.look() + scanned.look());
            print(context, "final bean", () -> context.getBean(Sealed.class).run());
            CollectingSink inner = new CollectingSink();
            try (AnnotationConfigApplicationContext second = start(inner, true)) {
                print(context, "earlier context", () -> new Plain().callHidden());
                print(second, "later context", () -> "");
                print(context, "called from the earlier", () -> context.getBean(ExecutionTracker.class)
                        .track(ExecutionSpec.of("Caller", "call"), () -> new Plain().callHidden()));
                try (AnnotationConfigApplicationContext off = start(new CollectingSink(), false)) {
                    print(second, "third is off", () -> new Plain().callHidden());
                }
            }
            print(context, "later one closed", () -> new Plain().callHidden());
        }
        new Plain().run("late", "?");
        try (AnnotationConfigApplicationContext off = start(sink, false, Scanned.class)) {
            System.out.println("> off: " + new Plain().run("v", "?") + " "
                    + off.getBean(Scanned.class).getClass().getSimpleName() + " " + sink.names());
        }
    }

    private static AnnotationConfigApplicationContext start(CollectingSink sink, boolean enabled, Class<?>... classes) {
        AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        context.getEnvironment()
                .getPropertySources()
                .addFirst(new MapPropertySource(
                        "test", Map.of("tracking.enabled", enabled, "tracking.writer.flush-interval", "5ms")));
        context.registerBean(CollectingSink.class, () -> sink);
        context.register(AopAutoConfiguration.class, TrackingAutoConfiguration.class);
        if (classes.length > 0) {
            context.register(classes);
        }
        context.refresh();
        return context;
    }

    /** The last record is known, so nothing more can come. */
    private static void print(AnnotationConfigApplicationContext context, String label, Callable<?> call)
            throws Exception {
        CollectingSink sink = context.getBean(CollectingSink.class);
        Object result = call.call();
        context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("The", "end"), () -> null);
        while (!sink.names().contains("The.end")) {
            Thread.onSpinWait();
        }
        String records = sink.all().stream()
                .filter(execution -> !execution.method().toString().equals("The.end"))
                .map(Program::describe)
                .collect(Collectors.joining(", "));
        System.out.println("> " + label + ": " + result + " " + "[" + records + "]");
        sink.clear();
    }

    private static String describe(Execution execution) {
        return execution.method() + CollectingSink.stages(execution).toString()
                + (execution.vaultId() == null ? "" : " " + execution.vaultId() + " " + execution.input())
                + " " + execution.status().storedName()
                + (execution.parent() == null ? "" : " of " + execution.parent().method());
    }

    @Configuration(proxyBeanMethods = false)
    static class Factory {

        @Bean
        static Scanned scanned() {
            return new Scanned();
        }

        @Bean
        static Sealed sealed() {
            return new Sealed();
        }
    }
}
