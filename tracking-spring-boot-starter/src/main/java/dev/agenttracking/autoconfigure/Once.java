// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks once and remembers, also that there is nothing. Spring's {@code SingletonSupplier} takes a lock at each call where there is
 * nothing, which is what most applications have.
 *
 * <p><b>Threading</b>: thread-safe; several threads may ask at first, and none waits for another.
 */
final class Once<T> implements Supplier<@Nullable T> {

    private final Supplier<@Nullable T> source;
    private volatile @Nullable Optional<T> found;

    Once(Supplier<@Nullable T> source) {
        this.source = source;
    }

    @Override
    public @Nullable T get() {
        Optional<T> known = found;
        if (known == null) {
            known = Optional.ofNullable(source.get());
            found = known;
        }
        return known.orElse(null);
    }
}
