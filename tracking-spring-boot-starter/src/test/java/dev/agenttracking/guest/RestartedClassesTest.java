// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.testing.CollectingSink;
import java.lang.ref.WeakReference;
import java.net.URL;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
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

/** T12: an application whose classes devtools loads anew, while the starter's and the threads of a pool stay. */
class RestartedClassesTest {

    @Test
    void areTrackedInEachGenerationAndLetGoOfAfterwards(@TempDir Path directory) throws Exception {
        assertThat(ChildJvm.run(directory, Generations.class, "-XX:SoftRefLRUPolicyMSPerMB=0", "-Xmx256m"))
                .contains("1: [RestartedAgent.run Note[text=a] 2 stages, ProxiedAgent.run Note[text=b] 0 stages]")
                .contains("2: [RestartedAgent.run Note[text=a] 2 stages, ProxiedAgent.run Note[text=b] 0 stages]")
                .contains("0 generations left");
    }

    /** Runs generations one after the other, as devtools does. In a JVM where a collection takes soft references too. */
    public static final class Generations {

        private Generations() {}

        public static void main(String[] arguments) throws Exception {
            // Lives longer than any generation, as a web server's threads or the common pool do.
            ExecutorService pool = Executors.newSingleThreadExecutor();
            pool.submit(() -> {}).get();
            // Singletons of Spring Boot's remember the class loader of the first application of a JVM for good.
            new Restarted(pool).call();
            List<WeakReference<ClassLoader>> generations = new ArrayList<>();
            for (int i = 1; i <= 2; i++) {
                generations.add(run(pool, i));
            }
            long left = generations.size();
            for (int attempt = 0; attempt < 50 && left > 0; attempt++) {
                CachedIntrospectionResults.clearClassLoader(Generations.class.getClassLoader());
                System.gc();
                TimeUnit.MILLISECONDS.sleep(20);
                left = generations.stream()
                        .filter(generation -> generation.get() != null)
                        .count();
            }
            System.out.println(left + " generations left");
            pool.shutdown();
        }

        private static WeakReference<ClassLoader> run(ExecutorService pool, int number) throws Exception {
            URL[] reloaded = {
                Generations.class.getProtectionDomain().getCodeSource().getLocation()
            };
            RestartClassLoader loader = new RestartClassLoader(Generations.class.getClassLoader(), reloaded);
            System.out.println(number + ": " + relaunch(loader, pool));
            loader.close();
            return new WeakReference<>(loader);
        }

        /** On a thread whose context class loader is the new one. */
        private static Object relaunch(ClassLoader loader, ExecutorService pool) throws Exception {
            CompletableFuture<Object> result = new CompletableFuture<>();
            Thread thread = new Thread(() -> {
                try {
                    Class<?> application = loader.loadClass(Restarted.class.getName());
                    if (application.getClassLoader() != loader) {
                        throw new AssertionError("not loaded anew");
                    }
                    result.complete(((Callable<?>) application
                                    .getDeclaredConstructor(ExecutorService.class)
                                    .newInstance(pool))
                            .call());
                } catch (Throwable e) {
                    result.completeExceptionally(e);
                }
            });
            thread.setContextClassLoader(loader);
            thread.start();
            thread.join();
            return result.get();
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
                    .run("--spring.main.banner-mode=off")) {
                pool.submit(() -> {
                            context.getBean(RestartedAgent.class).run(new Note("a"));
                            context.getBean(ProxiedAgent.class).run(new Note("b"));
                        })
                        .get();
                return sink.executions(2).stream()
                        .map(execution ->
                                execution.method() + " " + execution.input().get("note") + " "
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
