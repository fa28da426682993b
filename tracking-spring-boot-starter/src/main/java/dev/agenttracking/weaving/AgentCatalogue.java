// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.ExecutionStage;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.function.SingletonSupplier;

/**
 * The agents that the processor saw, in all jars of the application: one resource a class, under
 * {@code META-INF/agent-tracking/}. Read when it is first asked, so that the application's start does not wait for it.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: an entry that cannot be read is left out, and logged at debug level.
 */
public final class AgentCatalogue {

    private static final Logger log = LoggerFactory.getLogger(AgentCatalogue.class);
    private static final String DIRECTORY = "META-INF/agent-tracking/";
    private static final String ENTRIES = "classpath*:" + DIRECTORY + "*.properties";

    private final Supplier<List<Entry>> entries;

    /** The entries that a class loader sees. */
    public AgentCatalogue(ClassLoader loader) {
        entries = SingletonSupplier.of(() -> read(loader));
    }

    private static List<Entry> read(ClassLoader loader) {
        List<Entry> entries = new ArrayList<>();
        try {
            for (Resource resource : new PathMatchingResourcePatternResolver(loader).getResources(ENTRIES)) {
                Entry entry = read(resource);
                if (entry != null) {
                    entries.add(entry);
                }
            }
        } catch (IOException | RuntimeException | LinkageError e) {
            log.debug("The catalogue of agents cannot be read", e);
        }
        return List.copyOf(entries);
    }

    /** The entry of one class, or of the next above it that has one. */
    public static @Nullable Entry entryOf(Class<?> agent) {
        for (Class<?> type = agent; type != null; type = type.getSuperclass()) {
            Resource resource =
                    new ClassPathResource(DIRECTORY + type.getName() + ".properties", type.getClassLoader());
            if (resource.exists()) {
                return read(resource);
            }
        }
        return null;
    }

    private static @Nullable Entry read(Resource resource) {
        Properties properties = new Properties();
        try (InputStreamReader reader = new InputStreamReader(resource.getInputStream(), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | RuntimeException e) {
            log.debug("{} cannot be read", resource, e);
            return null;
        }
        String agent = properties.getProperty("agent");
        String type = properties.getProperty("class");
        return agent == null || type == null
                ? null
                : new Entry(
                        agent,
                        type,
                        names(properties.getProperty("methods", "")),
                        names(properties.getProperty("stages", "")));
    }

    /** The agents, by class. */
    public List<Entry> entries() {
        return entries.get();
    }

    /** Warns of names that several classes have: the compiler sees those of one module alone. */
    public void reportSharedNames() {
        Map<String, TreeSet<String>> classes = new TreeMap<>();
        for (Entry entry : entries()) {
            if (entry.isRecordedByItself()) {
                classes.computeIfAbsent(entry.agent(), agent -> new TreeSet<>()).add(entry.className());
            }
        }
        classes.values().removeIf(owners -> owners.size() < 2);
        if (!classes.isEmpty()) {
            log.warn(
                    "Agent names that several classes share, so that their records cannot be told apart: {}. Name them with"
                            + " @TrackExecution(agent = …).",
                    classes);
        }
    }

    private static List<String> names(String list) {
        return list.isEmpty() ? List.of() : List.of(list.split(","));
    }

    /**
     * An agent.
     *
     * @param agent its name
     * @param className its class, as the class loader names it
     * @param methods the recorded names of its executions
     * @param stages the names of its stages
     */
    public record Entry(String agent, String className, List<String> methods, List<String> stages) {

        /** Whether rows bear its name; a class with other stages alone only adds to the executions of others. */
        public boolean isRecordedByItself() {
            return !methods.isEmpty() || stages.contains(ExecutionStage.SHOULD_RESPOND.storedName());
        }
    }
}
