// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.CachedIntrospectionResults;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.autoconfigure.aop.AopAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.devtools.restart.classloader.RestartClassLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.ResolvableType;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ReflectionUtils;

/** T12: an application whose classes devtools loads anew, while the starter's and the threads of a pool stay. */
class RestartedClassesTest {

    /** Lives longer than any generation, as a web server's threads or the common pool do. */
    private final ExecutorService pool = Executors.newSingleThreadExecutor();

    @AfterEach
    void stop() {
        pool.shutdown();
    }

    @Test
    void areTrackedInEachGenerationAndLetGoOfAfterwards() throws Exception {
        pool.submit(() -> {}).get();
        List<WeakReference<ClassLoader>> generations = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            generations.add(runGeneration());
        }

        assertThat(generations).hasSize(2);
        await().atMost(Duration.ofSeconds(30)).untilAsserted(() -> {
            collect();
            assertThat(generations)
                    .allSatisfy(generation -> assertThat(generation.get()).isNull());
        });
    }

    private WeakReference<ClassLoader> runGeneration() throws Exception {
        URL[] reloaded = {
            RestartedClassesTest.class.getProtectionDomain().getCodeSource().getLocation()
        };
        RestartClassLoader loader = new RestartClassLoader(RestartedClassesTest.class.getClassLoader(), reloaded);
        List<?> agents = relaunch(loader);
        assertThat(agents.toString())
                .isEqualTo("[RestartedAgent.run(Note[text=a]) 2 stages, ProxiedAgent.run(Note[text=b]) 0 stages]");
        loader.close();
        return new WeakReference<>(loader);
    }

    /** As devtools does: on a thread whose context class loader is the new one. */
    @SuppressWarnings("unchecked")
    private List<?> relaunch(ClassLoader loader) throws Exception {
        CompletableFuture<List<?>> result = new CompletableFuture<>();
        Thread thread = new Thread(() -> {
            try {
                Class<?> application = loader.loadClass(Restarted.class.getName());
                assertThat(application.getClassLoader()).isSameAs(loader);
                assertThat(application).isNotSameAs(Restarted.class);
                Callable<List<?>> main = (Callable<List<?>>) application
                        .getDeclaredConstructor(ExecutorService.class)
                        .newInstance(pool);
                result.complete(main.call());
            } catch (Throwable e) {
                result.completeExceptionally(e);
            }
        });
        thread.setContextClassLoader(loader);
        thread.start();
        thread.join();
        return result.get();
    }

    /** What devtools empties as well, and what only a need of memory would empty otherwise. */
    private static void collect() throws Exception {
        CachedIntrospectionResults.clearClassLoader(RestartedClassesTest.class.getClassLoader());
        ResolvableType.clearCache();
        ReflectionUtils.clearCache();
        AnnotationUtils.clearCache();
        emptySoftReferences();
        System.gc();
    }

    @SuppressWarnings("unused")
    private static void emptySoftReferences() {
        try {
            List<long[]> all = new ArrayList<>();
            while (true) {
                all.add(new long[1 << 27]);
            }
        } catch (OutOfMemoryError full) {
            // Before this is thrown no soft reference is left.
        }
    }

    /** The main class of a generation. */
    public static final class Restarted implements Callable<List<?>> {

        private final ExecutorService pool;

        public Restarted(ExecutorService pool) {
            this.pool = pool;
        }

        @Override
        public List<?> call() throws Exception {
            CollectingSink sink = new CollectingSink();
            try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Beans.class)
                    .web(WebApplicationType.NONE)
                    .registerShutdownHook(false)
                    .initializers(starting -> starting.getBeanFactory().registerSingleton("sink", sink))
                    .run("--spring.main.banner-mode=off", "--logging.level.root=warn")) {
                pool.submit(() -> {
                            context.getBean(RestartedAgent.class).run(new Note("a"));
                            context.getBean(ProxiedAgent.class).run(new Note("b"));
                        })
                        .get();
                return sink.executions(2).stream()
                        .map(execution ->
                                execution.method() + "(" + execution.input().get("note") + ") "
                                        + CollectingSink.stages(execution).size() + " stages")
                        .toList();
            }
        }
    }

    /** An argument of a class that is loaded anew. */
    public record Note(String text) {}

    @Configuration(proxyBeanMethods = false)
    @ImportAutoConfiguration({AopAutoConfiguration.class, TrackingAutoConfiguration.class})
    @Import(RestartedAgent.class)
    static class Beans {

        @Bean
        ProxiedAgent proxied() {
            return new ProxiedAgent();
        }
    }

    /** Woven. */
    public static class RestartedAgent {

        @TrackExecution
        public Note run(Note note) {
            first();
            first();
            return note;
        }

        @Stage(ExecutionStage.PRE_PROCESS)
        void first() {}
    }

    /** Advised. */
    public static class ProxiedAgent {

        @TrackExecution
        public Note run(Note note) {
            return note;
        }
    }
}
