// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.runtime.TrackedBean;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import dev.agenttracking.testing.CompiledClasses;
import dev.agenttracking.testing.KotlinAgents;
import jakarta.annotation.PostConstruct;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.BeanRegistrar;
import org.springframework.beans.factory.BeanRegistry;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.BeanFactoryPostProcessor;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.core.env.Environment;

/** One call is one record, whatever kind of bean it is made on. */
@ExtendWith(OutputCaptureExtension.class)
class BeanKindsTest {

    private final CollectingSink sink = new CollectingSink();
    private final ApplicationContextRunner runner = new ApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
            .withPropertyValues("tracking.writer.flush-interval=20ms")
            .withBean(CollectingSink.class, () -> sink);

    @ParameterizedTest
    @ValueSource(classes = {FullFactories.class, LiteFactories.class})
    void beanMethodsStaticAndNotInFullAndLiteConfigurations(Class<?> configuration) {
        runner.withUserConfiguration(configuration).run(context -> {
            assertThat(context.getBean("shared", Simple.class).run("a")).isEqualTo("a!");
            assertThat(context.getBean("own", Simple.class).run("b")).isEqualTo("b!");
            assertThat(context.getBean("configured", Simple.class).run("c")).isEqualTo("c!");
            assertRecorded(context, "Simple.run", "Simple.run", "Simple.run");
        });
    }

    @Test
    void fullConfigurationsStayWhatTheyAre() {
        runner.withUserConfiguration(FullFactories.class).run(context -> {
            FullFactories configuration = context.getBean(FullFactories.class);
            assertThat(configuration.own()).isSameAs(context.getBean("own"));
            assertThat(configuration.configure("x")).isEqualTo("x?");
            assertRecorded(context, "FullFactories.configure");
        });
    }

    @Test
    void liteConfigurationsAreWoven() {
        runner.withUserConfiguration(LiteFactories.class).run(context -> {
            LiteFactories configuration = context.getBean(LiteFactories.class);
            assertThat(configuration).isInstanceOf(TrackedBean.class);
            assertThat(configuration.configure("x")).isEqualTo("x?");
            assertRecorded(context, "LiteFactories.configure");
        });
    }

    @Test
    void eachInstanceOfAPrototype() {
        runner.withBean("woven", Fleeting.class)
                .withBean("advised", Fleeting.class, Fleeting::new)
                .run(context -> {
                    for (String name : List.of("woven", "woven", "advised", "advised")) {
                        context.getBean(name, Simple.class).run(name);
                    }
                    assertThat(context.getBean("woven")).isNotSameAs(context.getBean("woven"));
                    assertRecorded(context, "Fleeting.run", "Fleeting.run", "Fleeting.run", "Fleeting.run");
                });
    }

    @Test
    void theProductOfAFactoryAndTheFactoryItself() {
        runner.withBean("made", Making.class).run(context -> {
            assertThat(context.getBean(Simple.class).run("a")).isEqualTo("a!");
            assertThat(context.getBean("&made", Making.class).remake()).isEqualTo("remade");
            assertRecorded(context, "Simple.run", "Making.remake");
        });
    }

    @Test
    void theProductOfAFactoryThatIsAnAdvisedBeanItself() {
        runner.withBean("made", Making.class, Making::new).run(context -> {
            assertThat(context.getBean(Simple.class).run("a")).isEqualTo("a!");
            assertThat(context.getBean("&made", Making.class).remake()).isEqualTo("remade");
            assertRecorded(context, "Simple.run", "Making.remake");
        });
    }

    @Test
    void abstractAndGenericAncestorsByClassAndByInterface() {
        runner.withBean("woven", Shouting.class)
                .withBean("advised", Shouting.class, Shouting::new)
                .run(context -> {
                    for (String name : List.of("woven", "advised")) {
                        Shouting agent = context.getBean(name, Shouting.class);
                        assertThat(agent.answer("a")).isEqualTo("A");
                        assertThat(asGeneric(agent).answer("b")).isEqualTo("B");
                        assertThat(agent.template("c")).isEqualTo("<C>");
                    }
                    assertRecorded(
                            context,
                            "Shouting.answer",
                            "Shouting.answer",
                            "Shouting.answer",
                            "Shouting.template",
                            "Shouting.answer",
                            "Shouting.answer",
                            "Shouting.template");
                });
    }

    @Test
    void finalClassesAndRecordsAreLeftAloneWithOneWarningEach(CapturedOutput output) throws Exception {
        Class<?> closed = CompiledClasses.withoutProcessor("""
                public final class Closed implements java.util.function.Supplier<String> {
                    @dev.agenttracking.annotation.TrackExecution
                    public String get() { return "closed"; }
                }
                """);
        Class<?> valued = CompiledClasses.withoutProcessor("""
                public record Valued(String name) implements java.util.function.Supplier<String> {
                    public Valued() { this("value"); }
                    @dev.agenttracking.annotation.TrackExecution
                    public String get() { return name; }
                }
                """);
        Class<?> kotlin = KotlinAgents.loader().loadClass("agents.ClosedAgent");
        runner.withInitializer(context -> {
                    for (Class<?> type : List.of(closed, valued, kotlin)) {
                        registerTwice(context.getBeanFactory(), type);
                    }
                })
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThat(context.getBean("Closed0", Supplier.class).get()).isEqualTo("closed");
                    assertThat(context.getBean("Valued1", Supplier.class).get()).isEqualTo("value");
                    Object agent = context.getBean("ClosedAgent0");
                    assertThat(agent.getClass()).isSameAs(kotlin);
                    assertThat(kotlin.getMethod("answer", String.class).invoke(agent, "a"))
                            .isEqualTo("a!");
                    assertRecorded(context);
                });
        for (Class<?> type : List.of(closed, valued, kotlin)) {
            assertThat(output).containsOnlyOnce(type.getName() + " is not tracked: the class is final");
        }
    }

    @Test
    void classesOfAnotherClassLoaderWhereTheyNeedNoProxy(CapturedOutput output) {
        String source = """
                public class Elsewhere implements java.util.function.Supplier<String> {
                    @dev.agenttracking.annotation.TrackExecution
                    public String get() { return think(); }
                    @dev.agenttracking.annotation.Stage(dev.agenttracking.annotation.ExecutionStage.PRE_PROCESS)
                    String think() { return "far"; }
                }
                """;
        Class<?> processed = CompiledClasses.withProcessor(source);
        Class<?> plain = CompiledClasses.withoutProcessor(source);
        runner.withBean("woven", processed).withBean("plain", plain).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean("woven")).isInstanceOf(TrackedBean.class);
            assertThat(context.getBean("plain").getClass()).isSameAs(plain);
            assertThat(context.getBean("woven", Supplier.class).get()).isEqualTo("far");
            assertThat(context.getBean("plain", Supplier.class).get()).isEqualTo("far");
            assertRecorded(context, "Elsewhere.get");
        });
        assertThat(output).containsOnlyOnce("compiled.Elsewhere is not tracked: the context's class loader");
    }

    @Test
    void beansOfAParentContext() {
        runner.withBean(Simple.class).run(parent -> {
            CollectingSink childSink = new CollectingSink();
            new ApplicationContextRunner()
                    .withParent(parent)
                    .withConfiguration(
                            AutoConfigurations.of(AopAutoConfiguration.class, TrackingAutoConfiguration.class))
                    .withBean(
                            "childSink",
                            CollectingSink.class,
                            () -> childSink,
                            definition -> definition.setPrimary(true))
                    .withBean("own", Simple.class, Simple::new)
                    .run(child -> {
                        child.getParent().getBean(Simple.class).run("a");
                        child.getBean("own", Simple.class).run("b");
                        assertRecorded(parent, "Simple.run");
                        childSink.executions(1);
                        assertThat(childSink.names()).containsExactly("Simple.run");
                    });
        });
    }

    @Test
    void lazyBeansAndLazyInjectionPoints() {
        runner.withUserConfiguration(LazyBeans.class).run(context -> {
            assertThat(context.getBeanFactory().containsSingleton("late")).isFalse();
            assertThat(context.getBean(LazyUser.class).use("a")).isEqualTo("a!a!");
            assertRecorded(context, "Simple.run", "Simple.run");
        });
    }

    @Test
    void circularReferencesThroughSetters() {
        runner.withAllowCircularReferences(true)
                .withBean("hen", Hen.class)
                .withBean("egg", Egg.class, Egg::new)
                .run(context -> {
                    assertThat(context.getBean(Hen.class)).isInstanceOf(TrackedBean.class);
                    assertThat(AopUtils.isAopProxy(context.getBean(Egg.class))).isTrue();
                    assertThat(context.getBean(Egg.class).hatch("a")).isEqualTo("a hatched laid");
                    assertRecorded(context, "Egg.hatched", "Hen.lay", "Egg.hatch");
                });
    }

    @Test
    void qualifiersPrimariesAndValuesOfConstructors() {
        runner.withPropertyValues("greeting=good day")
                .withUserConfiguration(Chosen.class)
                .withBean(Choosy.class)
                .run(context -> {
                    assertThat(context.getBean(Choosy.class)).isInstanceOf(TrackedBean.class);
                    assertThat(context.getBean(Choosy.class).run()).isEqualTo("good day first second");
                    assertRecorded(context, "Choosy.run");
                });
    }

    @Test
    void callsThatABeanMakesOnItselfWhileItIsInitialised() {
        runner.withBean("woven", Eager.class).run(context -> assertRecorded(context, "Eager.prepare"));
        sink.clear();
        runner.withBean("advised", Eager.class, Eager::new).run(context -> assertRecorded(context));
    }

    @Test
    void callsThroughAReferenceToItself() {
        runner.withBean("woven", Reflexive.class).run(context -> {
            assertThat(context.getBean(Reflexive.class).outer()).isEqualTo("inner");
            assertRecorded(context, "Reflexive.inner", "Reflexive.outer");
        });
        sink.clear();
        runner.withBean("advised", Reflexive.class, Reflexive::new).run(context -> {
            assertThat(context.getBean(Reflexive.class).outer()).isEqualTo("inner");
            assertRecorded(context, "Reflexive.inner", "Reflexive.outer");
        });
    }

    /** Made before there is anybody to hand them a recorder: they work, and are not tracked. */
    @Test
    void beanFactoryPostProcessorsWorkAndBeanPostProcessorsAreTracked() {
        runner.withBean(EarlyFactory.class).withBean(EarlyBean.class).run(context -> {
            assertThat(context).hasNotFailed();
            assertThat(context.getBean(EarlyFactory.class).run()).isEqualTo("early");
            assertThat(context.getBean(EarlyBean.class).run()).isEqualTo("early");
            assertRecorded(context, "EarlyBean.run");
        });
    }

    @Test
    void suppliersAndRegistrars() {
        runner.withBean("supplied", Simple.class, Simple::new)
                .withUserConfiguration(Registering.class)
                .run(context -> {
                    for (String name : List.of("supplied", "registered", "registeredBySupplier")) {
                        assertThat(context.getBean(name, Simple.class).run(name))
                                .isEqualTo(name + "!");
                    }
                    assertThat(context.getBean("registered")).isInstanceOf(TrackedBean.class);
                    assertRecorded(context, "Simple.run", "Simple.run", "Simple.run");
                });
    }

    @Test
    void listsOfBeansByTheirClass() {
        runner.withBean("woven", Simple.class)
                .withBean("advised", Simple.class, Simple::new)
                .run(context -> {
                    ListableBeanFactory beans = context.getBeanFactory();
                    assertThat(beans.getBeansOfType(Simple.class)).containsOnlyKeys("woven", "advised");
                    assertThat(beans.getBeanNamesForType(TrackedBean.class)).containsExactly("woven");
                });
    }

    /** These, and no more: the last one is in the store. */
    private void assertRecorded(ApplicationContext context, String... names) throws Exception {
        context.getBean("agentTrackingTracker", ExecutionTracker.class).track(ExecutionSpec.of("The", "end"), () -> "");
        List<String> expected = new ArrayList<>(List.of(names));
        expected.add("The.end");
        sink.executions(expected.size());
        assertThat(sink.names()).isEqualTo(expected);
    }

    @SuppressWarnings("unchecked")
    private static Answering<Object> asGeneric(Answering<?> answering) {
        return (Answering<Object>) answering;
    }

    private static void registerTwice(ConfigurableListableBeanFactory factory, Class<?> type) {
        for (int i = 0; i < 2; i++) {
            ((BeanDefinitionRegistry) factory)
                    .registerBeanDefinition(type.getSimpleName() + i, new RootBeanDefinition(type));
        }
    }

    static class Simple {

        @TrackExecution
        public String run(String text) {
            return text + "!";
        }
    }

    @Scope("prototype")
    static class Fleeting extends Simple {}

    @Configuration
    static class FullFactories {

        @Bean
        static Simple shared() {
            return new Simple();
        }

        @Bean
        Simple own() {
            return new Simple();
        }

        @Bean
        Simple configured(Environment environment) {
            return new Simple();
        }

        @TrackExecution
        public String configure(String text) {
            return text + "?";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class LiteFactories {

        @Bean
        static Simple shared() {
            return new Simple();
        }

        @Bean
        Simple own() {
            return new Simple();
        }

        @Bean
        Simple configured(Environment environment) {
            return new Simple();
        }

        @TrackExecution
        public String configure(String text) {
            return text + "?";
        }
    }

    static class Making implements FactoryBean<Simple> {

        @Override
        public Simple getObject() {
            return new Simple();
        }

        @Override
        public Class<?> getObjectType() {
            return Simple.class;
        }

        @TrackExecution
        public String remake() {
            return "remade";
        }
    }

    interface Answering<T> {
        T answer(T question);
    }

    abstract static class Base<T> implements Answering<T> {

        @TrackExecution
        public T template(T question) {
            return wrap(answer(question));
        }

        abstract T wrap(T answer);
    }

    static class Shouting extends Base<String> {

        @Override
        @TrackExecution
        public String answer(String question) {
            return question.toUpperCase(Locale.ROOT);
        }

        @Override
        String wrap(String answer) {
            return "<" + answer + ">";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(LazyUser.class)
    static class LazyBeans {

        @Bean
        @Lazy
        static Simple late() {
            return new Simple();
        }
    }

    static class LazyUser {

        private final Simple simple;

        LazyUser(@Lazy Simple simple) {
            this.simple = simple;
        }

        String use(String text) {
            return simple.run(text) + simple.run(text);
        }
    }

    static class Hen {

        private Egg egg;

        @Autowired
        void setEgg(Egg egg) {
            this.egg = egg;
        }

        @TrackExecution
        public String lay(String text) {
            return egg.hatched(text) + " laid";
        }
    }

    static class Egg {

        private Hen hen;

        @Autowired
        void setHen(Hen hen) {
            this.hen = hen;
        }

        @TrackExecution
        public String hatch(String text) {
            return hen.lay(text);
        }

        @TrackExecution
        public String hatched(String text) {
            return text + " hatched";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Chosen {

        @Bean
        @Primary
        static String first() {
            return "first";
        }

        @Bean
        static String second() {
            return "second";
        }
    }

    static class Choosy {

        private final String text;

        Choosy(@Value("${greeting}") String greeting, String any, @Qualifier("second") String second) {
            this.text = greeting + " " + any + " " + second;
        }

        @TrackExecution
        public String run() {
            return text;
        }
    }

    static class Eager {

        @PostConstruct
        void start() {
            prepare();
        }

        @TrackExecution
        public void prepare() {}
    }

    static class Reflexive {

        @Autowired
        @Lazy
        private Reflexive self;

        @TrackExecution
        public String outer() {
            return self.inner();
        }

        @TrackExecution
        public String inner() {
            return "inner";
        }
    }

    static class EarlyFactory implements BeanFactoryPostProcessor {

        @Override
        public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
            run();
        }

        @TrackExecution
        public String run() {
            return think();
        }

        @Stage(ExecutionStage.PRE_PROCESS)
        String think() {
            return "early";
        }
    }

    static class EarlyBean implements BeanPostProcessor {

        @TrackExecution
        public String run() {
            return "early";
        }
    }

    @Configuration(proxyBeanMethods = false)
    @Import(Registrar.class)
    static class Registering {}

    static class Registrar implements BeanRegistrar {

        @Override
        public void register(BeanRegistry registry, Environment environment) {
            registry.registerBean("registered", Simple.class);
            registry.registerBean("registeredBySupplier", Simple.class, bean -> bean.supplier(context -> new Simple()));
        }
    }
}
