// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.aheadoftime;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.EndedCall;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.autoconfigure.HttpPropagationAutoConfiguration;
import dev.agenttracking.autoconfigure.LangChain4jAutoConfiguration;
import dev.agenttracking.autoconfigure.LogbackAutoConfiguration;
import dev.agenttracking.autoconfigure.MetricsAutoConfiguration;
import dev.agenttracking.autoconfigure.TracingAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.Violation;
import dev.agenttracking.payload.JsonContent;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.weaving.agents.Answering;
import dev.agenttracking.weaving.agents.PoetAgent;
import dev.agenttracking.weaving.agents.PoetAgent$$Tracked;
import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.chat.response.ChatResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.AotDetector;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.autoconfigure.task.TaskExecutionAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/** Has agents of every kind, calls them, and prints what was recorded, a line each. */
@SpringBootConfiguration
@EnableAsync
@ComponentScan
@ImportAutoConfiguration({
    AopAutoConfiguration.class,
    TaskExecutionAutoConfiguration.class,
    TransactionAutoConfiguration.class,
    TrackingAutoConfiguration.class,
    LogbackAutoConfiguration.class,
    MetricsAutoConfiguration.class,
    TracingAutoConfiguration.class,
    HttpPropagationAutoConfiguration.class,
    LangChain4jAutoConfiguration.class
})
public class SagaApplication {

    static final String RECORD = "recorded: ";

    /** Runs the application once. */
    public static void main(String[] arguments) throws Exception {
        SpringApplication application = new SpringApplication(SagaApplication.class);
        application.setWebApplicationType(WebApplicationType.NONE);
        try (ConfigurableApplicationContext context = application.run(arguments)) {
            PrintStream out = System.out;
            out.println("generated: " + AotDetector.useGeneratedArtifacts());
            print(context, Bystander.class);
            print(context, SkaldAgent.class);
            print(context, Runes.class);
            callAgents(context);
            CollectingSink sink = context.getBean(CollectingSink.class);
            int count = Integer.parseInt(arguments[0]);
            sink.executions(count).forEach(execution -> out.println(RECORD + describe(execution)));
            out.println("transactions: " + context.getBean(CountingTransactions.class).committed);
            out.println("writer threads: "
                    + Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("tracking-"))
                            .count());
        }
    }

    private static void print(ConfigurableApplicationContext context, Class<?> type) {
        String name = context.getBean(type).getClass().getName();
        System.out.println("bean: " + name.substring(name.lastIndexOf('.') + 1));
    }

    private static void callAgents(ConfigurableApplicationContext context) throws Exception {
        SkaldAgent skald = context.getBean(SkaldAgent.class);
        skald.sing("v1", new SkaldAgent.Theme("ships", "password"));
        skald.sing("v2", new SkaldAgent.Theme("", "password"));
        context.getBean(Bystander.class).watch("battle");
        context.getBean(SagaWriter.class).write("Egil").join();
        context.getBean(CriticAgent.class).judge("verse");
        context.getBean(Answering.class).answer("ann", "who");
        context.getBean(LawSpeaker.class).speak();
        context.getBean(PoetAgent.class).run(new UUID(0, 1), "c1", "sea");
        context.getBean(Halls.Jester.class).jest();
        context.getBean(Halls.Jester.class).jest();
        context.getBean(ChatModel.class).chat("who carved these?");
        context.getBean(ExecutionTracker.class).track(ExecutionSpec.of("Hand", "made"), () -> "by hand");
    }

    private static String describe(Execution execution) {
        Execution parent = execution.parent();
        List<String> violations = execution.findings().violations().stream()
                .map(Violation::toString)
                .toList();
        return String.join(
                " | ",
                execution.method().toString(),
                execution.status().toString(),
                String.valueOf(execution.vaultId()),
                String.valueOf(execution.userId()),
                json(execution.input()),
                json(execution.output()),
                CollectingSink.stages(execution).toString(),
                execution.llmCalls().stream()
                        .map(call ->
                                call.sent().operation() + " " + json(call.sent().request()))
                        .toList()
                        .toString(),
                parent == null ? "root" : parent.method().toString(),
                violations.toString());
    }

    private static String json(@Nullable Object value) {
        ByteArrayOutputStream json = new ByteArrayOutputStream();
        try {
            new JsonContent().encode(value, 10_000, json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return json.toString(StandardCharsets.UTF_8);
    }

    @Bean
    CollectingSink sink() {
        return new CollectingSink();
    }

    @Bean
    CriticAgent critic() {
        return new CriticAgent();
    }

    @Bean
    PoetAgent poet() {
        return new PoetAgent$$Tracked();
    }

    @Bean
    Answering oracle() {
        return (Answering) Proxy.newProxyInstance(
                Answering.class.getClassLoader(),
                new Class<?>[] {Answering.class},
                (proxy, method, arguments) -> method.getName().equals("answer") ? "the oracle" : method.hashCode());
    }

    @Bean
    CountingTransactions transactionManager() {
        return new CountingTransactions();
    }

    @Bean
    Runes runes() {
        return new Runes();
    }

    /** A model that answers the same to all. */
    static class Runes implements ChatModel {
        @Override
        public ChatResponse doChat(ChatRequest request) {
            return ChatResponse.builder().aiMessage(AiMessage.from("Egil")).build();
        }
    }

    /** Tracked by the advisor: no generated class is asked for where a bean method makes the bean. */
    static class CriticAgent {
        @TrackExecution
        public List<String> judge(String verse) {
            return new ArrayList<>(List.of(verse, "too long"));
        }
    }

    /** A full configuration class keeps Spring's own subclass: what it gives out stays one bean. */
    @Configuration
    static class LawSpeaker {

        @Bean
        Object law() {
            return new Object();
        }

        @TrackExecution
        public boolean speak() {
            return law() == law();
        }
    }

    /** Finds the same in what the others did. */
    @Component
    static class KnowsTheSkald implements ValidationHooks {
        @Override
        public String agent() {
            return "SkaldAgent";
        }

        @Override
        public List<String> check(EndedCall call) {
            return call.status() == ExecutionStatus.SUCCESS ? List.of("too short") : List.of();
        }
    }

    /** Commits nothing, and counts it. */
    static final class CountingTransactions extends AbstractPlatformTransactionManager {
        private static final long serialVersionUID = 1L;
        private int committed;

        @Override
        protected Object doGetTransaction() {
            return new Object();
        }

        @Override
        protected void doBegin(Object transaction, TransactionDefinition definition) {}

        @Override
        protected void doCommit(DefaultTransactionStatus status) {
            committed++;
        }

        @Override
        protected void doRollback(DefaultTransactionStatus status) {}
    }
}
