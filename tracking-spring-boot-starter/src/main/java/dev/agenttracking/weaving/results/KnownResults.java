// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.LaterResults;
import dev.agenttracking.execution.PendingCall;
import dev.agenttracking.execution.SuspendedCall;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows {@code CompletionStage}, {@code Future}, {@code Stream}, {@code Flow.Publisher} and, where Reactor is on the class path,
 * {@code Mono}, {@code Flux} and other publishers, where Kotlin is, functions that suspend. All else ends when its method returns.
 *
 * <p><b>Threading</b>: thread-safe.
 */
public final class KnownResults implements LaterResults {

    private static final String REACTOR = "reactor.core.publisher.Flux";
    private static final String KOTLIN = "kotlin.coroutines.jvm.internal.ContinuationImpl";
    private static final String COROUTINES = "kotlinx.coroutines.ThreadContextElement";

    private final List<ResultKind> kinds = new ArrayList<>();
    private final @Nullable Suspensions suspensions;

    /** The kind of each class, so that a return asks once. */
    private final ClassValue<Optional<ResultKind>> kindOf = new ClassValue<>() {
        @Override
        protected Optional<ResultKind> computeValue(Class<?> type) {
            return kinds.stream().filter(kind -> kind.includes(type)).findFirst();
        }
    };

    /**
     * Knows the kinds that the class path has.
     *
     * @param futures who asks futures that tell nobody of their end
     */
    public KnownResults(PolledFutures futures) {
        kinds.add(new CompletionStages());
        kinds.add(futures);
        kinds.add(new Streams());
        if (isPresent(REACTOR)) {
            kinds.add(new Publishers());
        }
        kinds.add(new FlowPublishers());
        suspensions = isPresent(KOTLIN) ? new Suspensions(isPresent(COROUTINES)) : null;
        if (suspensions != null) {
            kinds.add(suspensions);
        }
    }

    @Override
    public boolean mayEndLater(Class<?> resultClass) {
        return resultClass != String.class && kindOf.get(resultClass).isPresent();
    }

    @Override
    public boolean mayBeParked(Class<?> declaredType) {
        return declaredType != String.class
                && kindOf.get(declaredType).filter(ResultKind::mayBeParked).isPresent();
    }

    @Override
    public Object follow(Object result, Class<?> declaredType, PendingCall call) {
        return kindOf.get(result.getClass()).orElseThrow().follow(result, declaredType, call);
    }

    @Override
    public Object continuation(Object continuation, SuspendedCall call) {
        return suspensions == null ? continuation : suspensions.continuation(continuation, call);
    }

    private static boolean isPresent(String className) {
        try {
            Class.forName(className, false, KnownResults.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError absent) {
            return false;
        }
    }
}
