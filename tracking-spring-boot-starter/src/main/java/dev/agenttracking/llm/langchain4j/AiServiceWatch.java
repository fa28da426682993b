// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.util.ClassUtils;

/**
 * Watches the beans that are AI services: where one is called outside any execution, all rounds with the model and all tools of a
 * call are in one root. Inside an execution they belong to that one, and this adds nothing.
 *
 * <p><b>Failure</b>: what the service throws is passed on; beside that, nothing.
 */
public final class AiServiceWatch implements BeanPostProcessor {

    private static final String PACKAGE = "dev.langchain4j.service.";
    private static final String TOKEN_STREAM = PACKAGE + "TokenStream";

    private final LangChain4jRecorder recorder;
    private final boolean enabled;

    /**
     * Makes a post-processor.
     *
     * @param enabled whether anything is watched
     */
    public AiServiceWatch(LangChain4jRecorder recorder, boolean enabled) {
        this.recorder = recorder;
        this.enabled = enabled;
    }

    @Override
    public Object postProcessAfterInitialization(Object bean, String beanName) {
        if (!enabled || !Proxy.isProxyClass(bean.getClass())) {
            return bean;
        }
        if (bean instanceof Advised advised) {
            Object target = targetOf(advised);
            if (!advised.isFrozen() && target != null && isAiService(target)) {
                advised.addAdvice((MethodInterceptor) this::watch);
            }
            return bean;
        }
        if (!isAiService(bean)) {
            return bean;
        }
        ProxyFactory factory = new ProxyFactory(ClassUtils.getAllInterfaces(bean));
        factory.setTarget(bean);
        factory.addAdvice((MethodInterceptor) this::watch);
        return factory.getProxy(bean.getClass().getClassLoader());
    }

    private @Nullable Object watch(MethodInvocation invocation) throws Throwable {
        Method method = invocation.getMethod();
        Faults faults = recorder.faults();
        if (faults == null
                || method.getDeclaringClass() == Object.class
                || method.getDeclaringClass().getName().startsWith(PACKAGE)) {
            return invocation.proceed();
        }
        String name = method.getDeclaringClass().getSimpleName() + "." + method.getName();
        if (TOKEN_STREAM.equals(method.getReturnType().getName())) {
            return stream(invocation, name);
        }
        SharedRoots.Hold hold = recorder.hold(name);
        Object result;
        try (CurrentExecution.Scope root = hold.enter()) {
            result = invocation.proceed();
        } catch (Throwable failure) {
            hold.ended(failure, false);
            throw failure;
        }
        end(hold, result);
        return result;
    }

    /** What begins when it is started is not begun by the method that returns it. */
    private @Nullable Object stream(MethodInvocation invocation, String name) throws Throwable {
        StartedService service = new StartedService();
        Object stream;
        try (CurrentExecution.Scope collecting = service.collect()) {
            stream = invocation.proceed();
        }
        return stream == null
                ? null
                : RecordedTokenStream.around(
                        stream, invocation.getMethod().getReturnType(), recorder, name, service.conversation());
    }

    private static void end(SharedRoots.Hold hold, @Nullable Object result) {
        if (result instanceof CompletionStage<?> stage) {
            stage.whenComplete((value, failure) -> {
                Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
                boolean cancelled = cause instanceof CancellationException;
                hold.ended(cancelled ? null : cause, cancelled);
            });
        } else if (result instanceof Flow.Publisher<?> || isReactive(result)) {
            hold.leave();
        } else {
            hold.ended(null, false);
        }
    }

    /** Reactor's publishers: their calls of the model keep the root open. */
    private static boolean isReactive(@Nullable Object result) {
        if (result == null) {
            return false;
        }
        for (Class<?> type = result.getClass(); type != null; type = type.getSuperclass()) {
            for (Class<?> each : type.getInterfaces()) {
                if (each.getName().equals("org.reactivestreams.Publisher")
                        || each.getName().equals("reactor.core.CorePublisher")) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isAiService(Object bean) {
        return Proxy.isProxyClass(bean.getClass())
                && Proxy.getInvocationHandler(bean).getClass().getName().startsWith(PACKAGE);
    }

    private static @Nullable Object targetOf(Advised advised) {
        try {
            return advised.getTargetSource().isStatic()
                    ? advised.getTargetSource().getTarget()
                    : null;
        } catch (Exception none) {
            return null;
        }
    }
}
