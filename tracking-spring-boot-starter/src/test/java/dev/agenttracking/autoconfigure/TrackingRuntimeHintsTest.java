// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.weaving.agents.AlphaAgent;
import dev.agenttracking.weaving.agents.Answering;
import dev.agenttracking.weaving.agents.BaseAgent;
import dev.agenttracking.weaving.agents.PoetAgent;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.ai.tool.annotation.Tool;
import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.aot.AbstractAotProcessor;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.core.env.MapPropertySource;
import org.springframework.javapoet.ClassName;

class TrackingRuntimeHintsTest {

    private static final ClassLoader LOADER = TrackingRuntimeHintsTest.class.getClassLoader();

    private static RuntimeHints hints = new RuntimeHints();

    @BeforeAll
    static void process() {
        hints = hintsOf(Map.of());
    }

    @Test
    void keepsTheCatalogueOfAgentsAndTheTables() {
        assertKept(resource().forResource("META-INF/agent-tracking/" + PoetAgent.class.getName() + ".properties"));
        for (String name : List.of(
                "changelog.xml",
                "001-executions.sql",
                "002-instances.sql",
                "003-llm-calls.sql",
                "004-writer.sql",
                "005-maintenance.sql",
                "006-dead-letters.sql",
                "007-rollups.sql",
                "008-questions.sql")) {
            String resource = "dev/agenttracking/postgres/" + name;
            assertKept(resource().forResource(resource));
            assertThat(LOADER.getResource(resource)).as(resource).isNotNull();
        }
    }

    @Test
    void keepsTheProxiesOfStreams() {
        assertKept(proxies().forInterfaces(Stream.class));
        assertKept(proxies().forInterfaces(IntStream.class));
    }

    @Test
    void keepsTheClassesThatTellOfLibraries() throws ClassNotFoundException {
        for (String name : List.of("reactor.core.publisher.Mono", "kotlin.coroutines.Continuation")) {
            assertKept(reflection().onType(Class.forName(name)));
        }
    }

    @Test
    void keepsWhereAnAgentInheritsItsAnnotationsFrom() {
        assertKept(reflection().onType(AlphaAgent.class));
        assertKept(reflection().onType(BaseAgent.class));
        assertKept(reflection().onType(Answering.class));
    }

    @Test
    void keepsTheHooksThatAreFoundByName() throws ReflectiveOperationException {
        Class<?> generated = Class.forName(PoetAgent.class.getName() + "ValidationHooks");
        assertKept(reflection().onFieldAccess(generated.getField("INSTANCE")));
    }

    @Test
    void keepsTheToolsThatAreFoundInTheGeneratedSubclass() throws ClassNotFoundException {
        assertKept(reflection()
                .onType(Class.forName(SearchAgent.class.getName() + "$$Tracked"))
                .withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS));
        assertThat(reflection()
                        .onType(Class.forName(AlphaAgent.class.getName() + "$$Tracked"))
                        .withMemberCategory(MemberCategory.INVOKE_DECLARED_METHODS)
                        .test(hints))
                .isFalse();
    }

    @Test
    void keepsTheFieldsOfTheRecordsThatGoInAndOut() {
        for (Class<?> type : List.of(Query.class, Scope.class, Answer.class, Text.class, Image.class, Part.class)) {
            assertKept(reflection().onType(type).withMemberCategory(MemberCategory.ACCESS_DECLARED_FIELDS));
        }
        assertThat(reflection()
                        .onType(Unrelated.class)
                        .withMemberCategory(MemberCategory.ACCESS_DECLARED_FIELDS)
                        .test(hints))
                .isFalse();
    }

    @Test
    void keepsNothingOfAgentsWhereTrackingIsOffWhenTheApplicationIsBuilt() {
        RuntimeHints off = hintsOf(Map.of("tracking.enabled", "false"));
        assertThat(reflection()
                        .onType(Query.class)
                        .withMemberCategory(MemberCategory.ACCESS_DECLARED_FIELDS)
                        .test(off))
                .isFalse();
    }

    private static void assertKept(Predicate<RuntimeHints> what) {
        assertThat(what).accepts(hints);
    }

    private static RuntimeHints hintsOf(Map<String, Object> properties) {
        DefaultGenerationContext generation = new DefaultGenerationContext(
                new ClassNameGenerator(ClassName.get(TrackingRuntimeHintsTest.class)), new InMemoryGeneratedFiles());
        System.setProperty(AbstractAotProcessor.AOT_PROCESSING, "true");
        try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
            context.getEnvironment().getPropertySources().addFirst(new MapPropertySource("test", properties));
            context.register(Agents.class, TrackingAutoConfiguration.class, AlphaAgent.class, SearchAgent.class);
            new ApplicationContextAotGenerator().processAheadOfTime(context, generation);
        } finally {
            System.clearProperty(AbstractAotProcessor.AOT_PROCESSING);
        }
        return generation.getRuntimeHints();
    }

    @Configuration(proxyBeanMethods = false)
    static class Agents {

        @Bean
        PoetAgent poet() {
            return new PoetAgent();
        }
    }

    static class SearchAgent {

        @Tool
        String index() {
            return "";
        }

        @TrackExecution
        public Optional<Answer<Image>> search(Query query, Map<String, List<Scope>> scopes) {
            return rank(new Text[0]);
        }

        @Stage(ExecutionStage.POST_PROCESS)
        Optional<Answer<Image>> rank(Text[] texts) {
            return Optional.empty();
        }
    }

    record Query(String words) {}

    record Scope(String name) {}

    record Answer<T>(T best, List<? extends Found> others, Answer<T> next) {}

    sealed interface Found permits Part {}

    record Part(String name) implements Found {}

    record Text(String text) {}

    record Image(byte[] bytes) {}

    record Unrelated(String name) {}
}
