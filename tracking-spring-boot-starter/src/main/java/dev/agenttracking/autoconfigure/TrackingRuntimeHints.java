// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** What a native image has to keep for this library, beside the application's own classes. */
final class TrackingRuntimeHints implements RuntimeHintsRegistrar {

    /** Libraries that are asked for by the name of one of their classes. */
    private static final List<String> OPTIONAL = List.of(
            "reactor.core.publisher.Mono",
            "kotlin.coroutines.Continuation",
            "kotlinx.coroutines.CoroutineDispatcher",
            "kotlinx.coroutines.reactor.MonoKt",
            "liquibase.Liquibase");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        hints.resources()
                .registerPattern("META-INF/agent-tracking/*.properties")
                .registerPattern("dev/agenttracking/postgres/*")
                .registerPattern("dev/agenttracking/llm/*.json");
        for (Class<?> stream : List.of(Stream.class, IntStream.class, LongStream.class, DoubleStream.class)) {
            hints.proxies().registerJdkProxy(stream);
        }
        OPTIONAL.forEach(name -> hints.reflection().registerTypeIfPresent(loader, name));
    }
}
