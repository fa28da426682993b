// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NativeDetector;

/**
 * Says, once in an application, of which classes the annotation processor knows nothing. Most often it never ran: since JDK 23
 * javac runs none that it only finds on the class path.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class UnprocessedClasses {

    /** How many classes the message names. */
    static final int MAX_NAMED = 5;

    private static final Logger log = LoggerFactory.getLogger(UnprocessedClasses.class);

    private final TreeSet<String> names = new TreeSet<>();
    private boolean started;
    private boolean reported;

    /**
     * Whether the processor would have generated something for a class, and has not. It generates hooks whether a subclass is wanted
     * or aspects do the weaving; nothing for classes without a name of their own, nor for those that other libraries generate.
     */
    static boolean contains(Class<?> userClass) {
        return !Proxy.isProxyClass(userClass)
                && !Modifier.isAbstract(userClass.getModifiers())
                && !userClass.isSynthetic()
                && !userClass.isHidden()
                && userClass.getCanonicalName() != null
                && !userClass.getName().contains("$$")
                && !userClass.getName().contains("$Mockito")
                && !NativeDetector.inNativeImage()
                && GeneratedHooks.find(userClass) == null;
    }

    synchronized void add(Class<?> userClass) {
        names.add(userClass.getName());
        if (started) {
            report();
        }
    }

    /** The beans that are made at the start are there: what comes later would make a second message. */
    synchronized void started() {
        started = true;
        if (!names.isEmpty()) {
            report();
        }
    }

    private void report() {
        if (reported) {
            return;
        }
        reported = true;
        String named = names.stream().limit(MAX_NAMED).collect(Collectors.joining(", "));
        int more = names.size() - MAX_NAMED;
        log.warn(
                "The tracking processor did not run when {} {} compiled: tracked by a proxy, which does not see the stages that a"
                        + " bean calls on itself. Name dev.agenttracking:tracking-processor in Maven's annotationProcessorPaths or"
                        + " in Gradle's annotationProcessor; on the class path alone javac runs it up to JDK 22, or with"
                        + " -proc:full.",
                more > 0 ? named + " and " + more + " more" : named,
                names.size() > 1 ? "were" : "was");
    }
}
