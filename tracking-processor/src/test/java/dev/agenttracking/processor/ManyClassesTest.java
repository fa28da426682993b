// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import javax.annotation.processing.AbstractProcessor;
import javax.annotation.processing.ProcessingEnvironment;
import javax.annotation.processing.RoundEnvironment;
import javax.annotation.processing.SupportedAnnotationTypes;
import javax.lang.model.SourceVersion;
import javax.lang.model.element.TypeElement;
import javax.lang.model.util.Elements;
import javax.lang.model.util.Types;
import org.junit.jupiter.api.Test;

/** Large modules: {@code tracking.test.classes} classes, 1,000 if not given, against a tenth of them. */
class ManyClassesTest {

    private static final int CLASSES = Integer.getInteger("tracking.test.classes", 1_000);
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    @Test
    void costTheProcessorAsMuchForEachClassAsFewDo() {
        MeasuredProcessor few = new MeasuredProcessor(false);
        MeasuredProcessor many = new MeasuredProcessor(false);

        compile(CLASSES / 10, few);
        long start = System.nanoTime();
        long startCpu = THREADS.getCurrentThreadCpuTime();
        Compilation compilation = compile(CLASSES, many);

        System.getLogger(ManyClassesTest.class.getName())
                .log(
                        System.Logger.Level.INFO,
                        "{0} classes in {1}, {2} of the processor''s time in {3}",
                        CLASSES,
                        Duration.ofNanos(System.nanoTime() - start),
                        Duration.ofNanos(many.cpuNanos),
                        Duration.ofNanos(THREADS.getCurrentThreadCpuTime() - startCpu));
        assertThat(compilation.generatedSourceFiles()).hasSize(3 * CLASSES);
        assertThat(many.allocatedBytes).isLessThan(few.allocatedBytes * 13);
    }

    @Test
    void askTheCompilerAsMuchOfEachClassAsFewDo() {
        MeasuredProcessor few = new MeasuredProcessor(true);
        MeasuredProcessor many = new MeasuredProcessor(true);

        compile(CLASSES / 20, few);
        compile(CLASSES / 4, many);

        assertThat(few.questions).isGreaterThan(CLASSES);
        assertThat(many.questions).isLessThanOrEqualTo(few.questions * 5);
    }

    /** Without the classes' own files, which are javac's business. */
    private static Compilation compile(int classes, MeasuredProcessor processor) {
        List<String> sources = new ArrayList<>();
        for (int i = 0; i < classes; i++) {
            sources.add("""
                    package p;
                    import dev.agenttracking.annotation.*;
                    public class Agent%1$d extends Base {
                      private final String name;
                      public Agent%1$d(String name) { this.name = name; }
                      @TrackExecution public String run(@VaultId String vault, String question) { return ask(prepare(question)); }
                      @Stage(ExecutionStage.LLM_PREPARE) String prepare(String question) { return question + name; }
                      @Stage(value = ExecutionStage.LLM_CALL, response = Answer.class) String ask(String prompt) { return prompt; }
                      record Answer(String text, int score) {}
                    }
                    """.formatted(i));
        }
        sources.add("""
                package p;
                import dev.agenttracking.annotation.*;
                abstract class Base {
                  @Stage(ExecutionStage.POST_PROCESS) protected String tidy(String text) { return text; }
                }
                """);
        Compilation compilation = Compiling.compiler(List.of(processor), List.of())
                .compile(Compiling.files(sources.toArray(String[]::new)));
        assertThat(compilation.errors()).isEmpty();
        return compilation;
    }

    /** Measures what the processor takes, or counts what it asks about elements and types. */
    @SupportedAnnotationTypes("*")
    private static final class MeasuredProcessor extends AbstractProcessor {

        private final TrackingProcessor processor = new TrackingProcessor();
        private final boolean counting;
        private long questions;
        private long cpuNanos;
        private long allocatedBytes;

        MeasuredProcessor(boolean counting) {
            this.counting = counting;
        }

        @Override
        public synchronized void init(ProcessingEnvironment environment) {
            super.init(environment);
            if (!counting) {
                processor.init(environment);
                return;
            }
            Elements elements = counted(Elements.class, environment.getElementUtils());
            Types types = counted(Types.class, environment.getTypeUtils());
            processor.init(proxy(ProcessingEnvironment.class, environment, method -> switch (method) {
                case "getElementUtils" -> elements;
                case "getTypeUtils" -> types;
                default -> null;
            }));
        }

        @Override
        public SourceVersion getSupportedSourceVersion() {
            return processor.getSupportedSourceVersion();
        }

        @Override
        public boolean process(Set<? extends TypeElement> annotations, RoundEnvironment environment) {
            long cpu = THREADS.getCurrentThreadCpuTime();
            long bytes = THREADS.getCurrentThreadAllocatedBytes();
            processor.process(annotations, environment);
            cpuNanos += THREADS.getCurrentThreadCpuTime() - cpu;
            allocatedBytes += THREADS.getCurrentThreadAllocatedBytes() - bytes;
            return false;
        }

        private <T> T counted(Class<T> type, T real) {
            return proxy(type, real, method -> {
                questions++;
                return null;
            });
        }

        private static <T> T proxy(Class<T> type, T real, Function<String, Object> before) {
            return type.cast(Proxy.newProxyInstance(
                    ManyClassesTest.class.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                        Object answer = before.apply(method.getName());
                        if (answer != null) {
                            return answer;
                        }
                        try {
                            return method.invoke(real, arguments);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        }
                    }));
        }
    }
}
