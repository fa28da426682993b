// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving.results;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.LaterRun;
import dev.agenttracking.execution.PendingCall;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Comparator;
import java.util.Set;
import java.util.Spliterator;
import java.util.function.Consumer;
import java.util.stream.BaseStream;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A stream does its work in its terminal operation, which no listener is told of. So the application gets a stream that hands
 * each operation on to its own, sees the terminal one begin and end, and what goes through.
 */
final class Streams implements ResultKind {

    private static final Set<String> WALKERS = Set.of("iterator", "spliterator");
    private static final Set<String> SETTINGS = Set.of("isParallel", "hashCode", "equals", "toString");

    @Override
    public boolean includes(Class<?> resultClass) {
        return BaseStream.class.isAssignableFrom(resultClass);
    }

    @Override
    public boolean mayBeParked() {
        return true;
    }

    @Override
    public Object follow(Object result, Class<?> declaredType, PendingCall call) {
        Class<?> type = typeOf(result);
        if (type == null || !declaredType.isAssignableFrom(type)) {
            return result;
        }
        Pipeline pipeline = new Pipeline(call, type == Stream.class);
        Object observed = result instanceof Stream<?> elements ? observed(elements, pipeline) : result;
        Object followed = proxy(observed, type, new Handler(observed, pipeline));
        call.park();
        return followed;
    }

    private static <T> Stream<T> observed(Stream<T> elements, Pipeline pipeline) {
        boolean parallel = elements.isParallel();
        return StreamSupport.stream(new ObservedSpliterator<>(elements.spliterator(), pipeline, true), parallel)
                .onClose(elements::close);
    }

    private static @Nullable Class<?> typeOf(Object result) {
        return result instanceof Stream
                ? Stream.class
                : result instanceof IntStream
                        ? IntStream.class
                        : result instanceof LongStream
                                ? LongStream.class
                                : result instanceof DoubleStream ? DoubleStream.class : null;
    }

    private static Object proxy(Object stream, Class<?> type, InvocationHandler handler) {
        return Proxy.newProxyInstance(Streams.class.getClassLoader(), new Class<?>[] {type}, handler);
    }

    /** One link of the application's pipeline. */
    private static final class Handler implements InvocationHandler {

        private final Object stream;
        private final Pipeline pipeline;

        private Handler(Object stream, Pipeline pipeline) {
            this.stream = stream;
            this.pipeline = pipeline;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            if (SETTINGS.contains(method.getName())) {
                return on(stream, method, arguments);
            }
            if (method.getName().equals("close")) {
                on(stream, method, arguments);
                pipeline.closed();
                return null;
            }
            if (BaseStream.class.isAssignableFrom(method.getReturnType())) {
                return next(on(stream, method, arguments));
            }
            return end(method, arguments);
        }

        private Object next(@Nullable Object following) {
            Class<?> type = following == null ? null : typeOf(following);
            if (following == null || type == null) {
                throw new IllegalStateException("A stream without a next one");
            }
            return proxy(following, type, new Handler(following, pipeline));
        }

        private @Nullable Object end(Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
            boolean walked = WALKERS.contains(method.getName());
            LaterRun run = pipeline.begin(walked);
            Object result;
            try {
                result = on(stream, method, arguments);
            } catch (Throwable failure) {
                run.failed(failure);
                throw failure;
            }
            if (!walked || !pipeline.observed) {
                run.completed();
            }
            return result;
        }

        private static @Nullable Object on(Object stream, Method method, @Nullable Object @Nullable [] arguments)
                throws Throwable {
            try {
                return method.invoke(stream, arguments);
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause() == null ? thrown : thrown.getCause();
            }
        }
    }

    /** What becomes of one stream. */
    private static final class Pipeline {

        private final PendingCall call;
        private final boolean observed;
        private volatile @Nullable LaterRun run;
        private volatile boolean walked;
        private CurrentExecution.Handle outside = CurrentExecution.capture();

        private Pipeline(PendingCall call, boolean observed) {
            this.call = call;
            this.observed = observed;
        }

        /**
         * Its elements are asked for.
         *
         * @param byOthers whether one by one, by whoever holds the iterator
         */
        private LaterRun begin(boolean byOthers) {
            outside = CurrentExecution.capture();
            walked = byOthers;
            LaterRun begun = call.begin(outside);
            run = begun;
            return begun;
        }

        private void exhausted() {
            LaterRun begun = run;
            if (begun != null && walked) {
                begun.completed();
            }
        }

        private void failed(Throwable failure) {
            LaterRun begun = run;
            if (begun != null) {
                begun.failed(failure);
            }
        }

        /** Somebody went through the elements one by one, and not to the end. */
        private void closed() {
            LaterRun begun = run;
            if (begun != null) {
                begun.cancelled();
            }
        }
    }

    /** Makes elements within the execution, and hands them to whoever asked outside of it. */
    private record ObservedSpliterator<T>(Spliterator<T> elements, Pipeline pipeline, boolean whole)
            implements Spliterator<T> {

        @Override
        public boolean tryAdvance(Consumer<? super T> action) {
            boolean advanced;
            try (CurrentExecution.Scope ignored = enter()) {
                advanced = elements.tryAdvance(element -> hand(element, action));
            } catch (Throwable failure) {
                pipeline.failed(failure);
                throw failure;
            }
            if (!advanced && whole) {
                pipeline.exhausted();
            }
            return advanced;
        }

        @Override
        public void forEachRemaining(Consumer<? super T> action) {
            try (CurrentExecution.Scope ignored = enter()) {
                elements.forEachRemaining(element -> hand(element, action));
            } catch (Throwable failure) {
                pipeline.failed(failure);
                throw failure;
            }
            if (whole) {
                pipeline.exhausted();
            }
        }

        private void hand(T element, Consumer<? super T> action) {
            LaterRun run = pipeline.run;
            if (run == null) {
                action.accept(element);
                return;
            }
            run.item(element);
            try (CurrentExecution.Scope ignored = CurrentExecution.enter(pipeline.outside)) {
                action.accept(element);
            }
        }

        private CurrentExecution.Scope enter() {
            LaterRun run = pipeline.run;
            return run == null ? () -> {} : run.enter();
        }

        @Override
        public @Nullable Spliterator<T> trySplit() {
            Spliterator<T> part = elements.trySplit();
            return part == null ? null : new ObservedSpliterator<>(part, pipeline, false);
        }

        @Override
        public long estimateSize() {
            return elements.estimateSize();
        }

        @Override
        public int characteristics() {
            return elements.characteristics();
        }

        @Override
        public Comparator<? super T> getComparator() {
            return elements.getComparator();
        }
    }
}
