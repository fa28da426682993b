// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.CallReason;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.UserId;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.annotation.VaultId;
import dev.agenttracking.annotation.runtime.TimeoutFormat;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.annotation.runtime.TrackedMethod.Role;
import dev.agenttracking.execution.NamedStage;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.BridgeMethodResolver;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ParameterNameDiscoverer;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotatedMethod;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Reads by reflection what the processor reads at compile time, for beans that have no generated subclass: annotations of a method,
 * of the methods that it overrides or implements, and of the types that declare them. A proxy takes no more than the
 * agent's name from the generated hooks: it does not see the stages that a bean calls on itself, so it could not tell which are
 * missing.
 *
 * <p><b>Threading</b>: thread-safe.
 */
final class TrackedMethods {

    private static final Logger log = LoggerFactory.getLogger(TrackedMethods.class);
    private static final ParameterNameDiscoverer NAMES = new DefaultParameterNameDiscoverer();

    private final boolean hidden;
    private final ConcurrentMap<Class<?>, Map<Method, TrackedMethod>> byClass = new ConcurrentHashMap<>();
    private final ConcurrentMap<Invoked, Optional<TrackedMethod>> byInvoked = new ConcurrentHashMap<>();

    /** Reads the methods that a proxy sees. */
    TrackedMethods() {
        this(false);
    }

    private TrackedMethods(boolean hidden) {
        this.hidden = hidden;
    }

    /** Reads private and static methods, too, for one who sees all calls: stages that were not seen did not run. */
    static TrackedMethods withHidden() {
        return new TrackedMethods(true);
    }

    /** Whether any method of the class is tracked. */
    boolean isTracked(Class<?> beanClass) {
        return !of(beanClass).isEmpty();
    }

    /** The tracked methods of a class. */
    Set<Method> methods(Class<?> beanClass) {
        return of(beanClass).keySet();
    }

    /** Whether the class is an agent that decides in a stage of its own whether to answer. */
    boolean hasQuestion(Class<?> beanClass) {
        return of(beanClass).values().stream().anyMatch(TrackedMethod::isExecution)
                && of(beanClass).values().stream().anyMatch(TrackedMethod::asksWhetherToRespond);
    }

    /** The agents among the classes seen so far. */
    Map<String, Class<?>> agents() {
        Map<String, Class<?>> agents = new TreeMap<>();
        byClass.forEach((beanClass, methods) -> methods.values().stream()
                .filter(method -> method.isExecution() || method.asksWhetherToRespond())
                .forEach(method -> agents.put(method.agent(), ClassUtils.getUserClass(beanClass))));
        return agents;
    }

    /** How a method is tracked, null where it is not. */
    @Nullable
    TrackedMethod find(Method method, Class<?> beanClass) {
        Map<Method, TrackedMethod> methods = of(beanClass);
        if (methods.isEmpty()) {
            return null;
        }
        TrackedMethod found = methods.get(method);
        return found != null
                ? found
                : byInvoked
                        .computeIfAbsent(
                                new Invoked(method, beanClass),
                                invoked -> Optional.ofNullable(
                                        methods.get(specific(method, ClassUtils.getUserClass(beanClass)))))
                        .orElse(null);
    }

    /** The class's own method behind one of an interface or a superclass, also behind a bridge for a generic one. */
    private static Method specific(Method method, Class<?> userClass) {
        return BridgeMethodResolver.getMostSpecificMethod(method, userClass);
    }

    private Map<Method, TrackedMethod> of(Class<?> beanClass) {
        Map<Method, TrackedMethod> known = byClass.get(beanClass);
        return known != null ? known : byClass.computeIfAbsent(beanClass, this::read);
    }

    private Map<Method, TrackedMethod> read(Class<?> beanClass) {
        Class<?> userClass = ClassUtils.getUserClass(beanClass);
        Map<Method, TrackedMethod> found = new LinkedHashMap<>();
        ValidationHooks hooks = null;
        for (Method method : candidates(userClass)) {
            TrackExecution execution = execution(method, userClass);
            Stage stage = AnnotatedElementUtils.findMergedAnnotation(method, Stage.class);
            if (execution == null && stage == null) {
                continue;
            }
            if (found.isEmpty()) {
                hooks = GeneratedHooks.find(userClass);
            }
            try {
                found.put(method, describe(userClass, method, execution, stage, hooks));
            } catch (IllegalArgumentException invalid) {
                log.warn("{} is not tracked: {}", method, invalid.getMessage());
            }
        }
        return Map.copyOf(found);
    }

    private List<Method> candidates(Class<?> userClass) {
        if (userClass.getName().startsWith("org.springframework.")
                || userClass.getName().startsWith("java.")) {
            return List.of();
        }
        Method[] declared = Proxy.isProxyClass(userClass)
                ? Arrays.stream(ClassUtils.getAllInterfacesForClass(userClass))
                        .flatMap(type -> Arrays.stream(type.getMethods()))
                        .toArray(Method[]::new)
                : ReflectionUtils.getUniqueDeclaredMethods(userClass, ReflectionUtils.USER_DECLARED_METHODS);
        return Stream.concat(Arrays.stream(declared), defaultMethods(userClass))
                .filter(method -> hidden
                        || !Modifier.isStatic(method.getModifiers()) && !Modifier.isPrivate(method.getModifiers()))
                .toList();
    }

    private static Stream<Method> defaultMethods(Class<?> userClass) {
        return Arrays.stream(ClassUtils.getAllInterfacesForClass(userClass))
                .flatMap(type -> Arrays.stream(type.getMethods()))
                .filter(Method::isDefault)
                .filter(method ->
                        ClassUtils.getMostSpecificMethod(method, userClass).equals(method));
    }

    private static @Nullable TrackExecution execution(Method method, Class<?> userClass) {
        TrackExecution own = AnnotatedElementUtils.findMergedAnnotation(method, TrackExecution.class);
        if (own != null || !Modifier.isPublic(method.getModifiers()) || Modifier.isStatic(method.getModifiers())) {
            return own;
        }
        return declarations(method, userClass)
                .map(declaration -> AnnotatedElementUtils.getMergedAnnotation(
                        declaration.getDeclaringClass(), TrackExecution.class))
                .flatMap(Stream::ofNullable)
                .findFirst()
                .orElse(null);
    }

    /** The method, then those that it overrides or implements. */
    private static Stream<Method> declarations(Method method, Class<?> userClass) {
        Class<?> owner = method.getDeclaringClass();
        Stream<Class<?>> superclasses =
                Stream.iterate(owner.getSuperclass(), type -> type != null, Class::getSuperclass);
        return Stream.concat(
                Stream.of(method),
                Stream.concat(superclasses, Arrays.stream(ClassUtils.getAllInterfacesForClass(owner)))
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(candidate -> candidate.getName().equals(method.getName())
                                && candidate.getParameterCount() == method.getParameterCount()
                                && specific(candidate, userClass).equals(method)));
    }

    private TrackedMethod describe(
            Class<?> userClass,
            Method method,
            @Nullable TrackExecution execution,
            @Nullable Stage stage,
            @Nullable ValidationHooks hooks) {
        String agent = agentOf(userClass, method, execution, hooks);
        String name = execution == null || execution.method().isEmpty() ? method.getName() : execution.method();
        TrackedMethod.Builder builder = TrackedMethod.of(userClass, agent, name).returns(method.getReturnType());
        if (execution != null) {
            builder.execution().tags(execution.tags()).timeoutNanos(TimeoutFormat.parseNanos(execution.timeout()));
            if (!execution.captureInput()) {
                builder.withoutInput();
            }
            if (!execution.captureOutput()) {
                builder.withoutOutput();
            }
        }
        if (stage != null) {
            builder.stage(
                    new NamedStage(stage.name().isEmpty() ? stage.value().storedName() : stage.name(), stage.value()));
        }
        if (hidden && hooks != null) {
            builder.hooks(hooks);
        }
        if (AnnotatedElementUtils.hasAnnotation(method, Sensitive.class)) {
            builder.sensitiveResult();
        }
        boolean suspends = isSuspending(method);
        if (suspends) {
            builder.suspending();
        }
        addParameters(builder, method, method.getParameterCount() - (suspends ? 1 : 0));
        return builder.build();
    }

    private String agentOf(
            Class<?> userClass, Method method, @Nullable TrackExecution execution, @Nullable ValidationHooks hooks) {
        if (execution != null && !execution.agent().isEmpty()) {
            return execution.agent();
        }
        if (hooks != null) {
            return hooks.agent();
        }
        Class<?> named = Proxy.isProxyClass(userClass) ? method.getDeclaringClass() : userClass;
        return candidates(userClass).stream()
                .map(candidate -> execution(candidate, userClass))
                .flatMap(Stream::ofNullable)
                .map(TrackExecution::agent)
                .filter(agent -> !agent.isEmpty())
                .findFirst()
                .orElse(nameOf(named));
    }

    /** Anonymous classes have no simple name. */
    private static String nameOf(Class<?> type) {
        String simpleName = type.getSimpleName();
        return simpleName.isEmpty() ? ClassUtils.getShortName(type) : simpleName;
    }

    /** The continuation of a Kotlin function is none of its parameters. */
    private static boolean isSuspending(Method method) {
        return method.getReturnType() == Object.class && KotlinDetector.isSuspendingFunction(method);
    }

    private static void addParameters(TrackedMethod.Builder builder, Method method, int count) {
        @Nullable String @Nullable [] names = NAMES.getParameterNames(method);
        MethodParameter[] parameters = new AnnotatedMethod(method).getMethodParameters();
        for (int i = 0; i < count; i++) {
            String name = names == null || names.length <= i ? "arg" + i : names[i];
            boolean sensitive = parameters[i].hasParameterAnnotation(Sensitive.class);
            String known = name == null ? "arg" + i : name;
            if (parameters[i].isOptional()) {
                builder.optionalParameter(known, roleOf(parameters[i]), sensitive);
            } else {
                builder.parameter(known, roleOf(parameters[i]), sensitive);
            }
        }
    }

    private static Role roleOf(MethodParameter parameter) {
        Map<Class<? extends Annotation>, Role> roles = Map.of(
                VaultId.class, Role.VAULT_ID,
                ConversationId.class, Role.CONVERSATION_ID,
                UserId.class, Role.USER_ID,
                CallReason.class, Role.CALL_REASON);
        return roles.entrySet().stream()
                .filter(role -> parameter.hasParameterAnnotation(role.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(Role.INPUT);
    }

    /** A method as it was called, on a bean of this class. */
    private record Invoked(Method method, Class<?> beanClass) {}
}
