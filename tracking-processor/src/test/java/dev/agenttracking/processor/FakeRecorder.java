// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import dev.agenttracking.annotation.runtime.CallRecorder;
import dev.agenttracking.annotation.runtime.TrackedMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down what generated code tells it; calls are numbered. */
final class FakeRecorder implements CallRecorder {

    final List<String> events = new ArrayList<>();
    final List<TrackedMethod> methods = new ArrayList<>();
    final List<@Nullable Object> results = new ArrayList<>();
    final List<Throwable> failures = new ArrayList<>();
    final List<@Nullable Object> continuations = new ArrayList<>();
    boolean silent;

    @Nullable
    Object replacement;

    /** What suspending functions get in place of the caller's continuation. */
    @Nullable
    Object continuation;

    @Override
    public @Nullable Object enter(TrackedMethod method) {
        if (silent) {
            return null;
        }
        methods.add(method);
        int call = methods.size();
        events.add(call + " enter " + method);
        return call;
    }

    @Override
    public void arguments(Object call, @Nullable Object... arguments) {
        events.add(call + " arguments " + Arrays.deepToString(arguments));
    }

    @Override
    public @Nullable Object continuation(Object call, @Nullable Object callers) {
        events.add(call + " continuation");
        continuations.add(callers);
        return continuation;
    }

    @Override
    public @Nullable Object returned(Object call, @Nullable Object result) {
        events.add(call + " returned " + result);
        results.add(result);
        return replacement == null ? result : replacement;
    }

    @Override
    public void threw(Object call, Throwable failure) {
        events.add(call + " threw " + failure.getMessage());
        failures.add(failure);
    }
}
