// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.weaving.results.ProxiedContinuations;
import java.util.Objects;
import java.util.function.Supplier;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.aop.ProxyMethodInvocation;

/** Records a call through a Spring proxy, as a generated subclass does. The call itself is outside of everything that can fail. */
final class TrackingInterceptor implements MethodInterceptor {

    private static final Logger log = LoggerFactory.getLogger(TrackingInterceptor.class);

    private final Supplier<? extends CallRecorder> recorders;
    private final InvokedMethods methods;
    private final LateFaults faults;

    TrackingInterceptor(Supplier<? extends CallRecorder> recorders, TrackedMethods methods, LateFaults faults) {
        this.recorders = recorders;
        this.methods = new InvokedMethods(methods);
        this.faults = faults;
    }

    @Override
    public @Nullable Object invoke(MethodInvocation invocation) throws Throwable {
        CallRecorder recorder = recorder();
        Object call = recorder == null ? null : enter(recorder, invocation);
        if (recorder == null || call == null) {
            return invocation.proceed();
        }
        Object result;
        try {
            result = proceed(invocation);
        } catch (Throwable failure) {
            recorder.threw(call, failure);
            throw failure;
        }
        return recorder.returned(call, result);
    }

    private static @Nullable Object proceed(MethodInvocation invocation) throws Throwable {
        Object target = invocation.getThis();
        if (target == null || !LoadTimeWeaving.isWoven(target.getClass())) {
            return invocation.proceed();
        }
        LoadTimeWeaving.expect(target, invocation.getMethod().getName());
        try {
            return invocation.proceed();
        } finally {
            LoadTimeWeaving.forget();
        }
    }

    private @Nullable CallRecorder recorder() {
        try {
            return recorders.get();
        } catch (Throwable unavailable) {
            log.debug("No recorder yet, or none any more", unavailable);
            return null;
        }
    }

    private @Nullable Object enter(CallRecorder recorder, MethodInvocation invocation) {
        Object call = null;
        try {
            Object target = invocation.getThis();
            TrackedMethod method = target == null ? null : methods.find(invocation.getMethod(), target.getClass());
            call = method == null ? null : recorder.enter(method);
            if (call == null || method == null) {
                return null;
            }
            if (!method.parameters().isEmpty()) {
                recorder.arguments(call, invocation.getArguments().clone());
            }
            if (method.suspends()) {
                replaceContinuation(recorder, call, invocation);
            }
        } catch (Throwable fault) {
            faults.swallow("looking at a call through a proxy", fault);
        }
        return call;
    }

    /** In a copy of the arguments: the proxy itself goes on with the caller's continuation. */
    private static void replaceContinuation(CallRecorder recorder, Object call, MethodInvocation invocation) {
        @Nullable Object[] arguments = invocation.getArguments().clone();
        int last = arguments.length - 1;
        arguments[last] = ProxiedContinuations.runBySubscribers()
                ? ProxiedContinuations.forSubscribers(Objects.requireNonNull(arguments[last]))
                : recorder.continuation(call, arguments[last]);
        ((ProxyMethodInvocation) invocation).setArguments(arguments);
    }
}
