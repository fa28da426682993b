// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import dev.agenttracking.execution.RunningRecorders;
import java.lang.reflect.Method;
import org.aspectj.lang.ProceedingJoinPoint;
import org.aspectj.lang.annotation.Around;
import org.aspectj.lang.annotation.Aspect;
import org.aspectj.lang.reflect.MethodSignature;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records calls under AspectJ load-time weaving, where an application names this aspect in its {@code META-INF/aop.xml}: also of
 * private and static methods, and of objects that are no beans. Never a bean. What a generated subclass or a proxy records is left
 * to it, so that one call is one record.
 *
 * <p>Records go to the context that the caller's execution belongs to; outside of any, to the one that started last. Where none
 * runs, nothing is recorded.
 *
 * <p><b>Limits</b>: methods count whose own declaration bears the annotation, or, if they are public, their class.
 */
@Aspect
public final class TrackingAspect {

    private static final Logger log = LoggerFactory.getLogger(TrackingAspect.class);

    private static final TrackingAspect INSTANCE = new TrackingAspect();

    private final WovenMethods methods = new WovenMethods();

    private TrackingAspect() {}

    /**
     * Called by woven code. The weaver would add this method, but only to an aspect that it is told to weave, too; without it the
     * application's calls would fail.
     */
    public static TrackingAspect aspectOf() {
        return INSTANCE;
    }

    /** Tells the weaver that {@link #aspectOf()} is there. */
    public static boolean hasAspect() {
        return true;
    }

    /** Records a call. The call itself is outside of everything that can fail. */
    @Around(
            value = "execution(@dev.agenttracking.annotation.TrackExecution * *(..))"
                    + " || execution(@dev.agenttracking.annotation.Stage * *(..))"
                    + " || execution(public !static * (@dev.agenttracking.annotation.TrackExecution *).*(..))",
            argNames = "joinPoint")
    public @Nullable Object record(ProceedingJoinPoint joinPoint) throws Throwable {
        CallRecorder recorder = RunningRecorders.current();
        TrackedMethod method = recorder == null ? null : methodOf(joinPoint);
        Object call = recorder == null || method == null ? null : recorder.enter(method);
        if (recorder == null || method == null || call == null) {
            return joinPoint.proceed();
        }
        @Nullable Object[] replaced = arguments(recorder, call, method, joinPoint);
        Object result;
        try {
            result = replaced == null ? joinPoint.proceed() : joinPoint.proceed(replaced);
        } catch (Throwable failure) {
            recorder.threw(call, failure);
            throw failure;
        }
        return recorder.returned(call, result);
    }

    /** Null where the call is not to be recorded here. */
    private @Nullable TrackedMethod methodOf(ProceedingJoinPoint joinPoint) {
        try {
            Method method = ((MethodSignature) joinPoint.getSignature()).getMethod();
            Object target = joinPoint.getThis();
            if (method == null || LoadTimeWeaving.isRecorded(target, method.getName())) {
                return null;
            }
            return methods.find(method, target == null ? method.getDeclaringClass() : target.getClass());
        } catch (Throwable unreadable) {
            debug("A call is not tracked", unreadable);
            return null;
        }
    }

    /** Hands the arguments over. Returns those of a call that gets others: a function that suspends gets our continuation. */
    private static @Nullable Object @Nullable [] arguments(
            CallRecorder recorder, Object call, TrackedMethod method, ProceedingJoinPoint joinPoint) {
        try {
            @Nullable Object[] arguments = joinPoint.getArgs();
            if (!method.suspends()) {
                if (!method.parameters().isEmpty()) {
                    recorder.arguments(call, arguments);
                }
                return null;
            }
            recorder.arguments(call, arguments.clone());
            int last = arguments.length - 1;
            arguments[last] = recorder.continuation(call, arguments[last]);
            return arguments;
        } catch (Throwable fault) {
            debug("A call is tracked without its arguments", fault);
            return null;
        }
    }

    private static void debug(String what, Throwable fault) {
        try {
            log.debug(what, fault);
        } catch (Throwable noStack) {
            // The call itself comes next.
        }
    }
}
