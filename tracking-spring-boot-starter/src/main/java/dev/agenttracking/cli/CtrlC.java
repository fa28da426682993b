// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Ctrl-C as a wish to end, while it is listened for: a second one ends the process as usual. Where the JVM does not let programs
 * handle signals, each does.
 *
 * <p>The class for signals is there in all JDKs but has no API of its own; it is called by name, as compilers warn of it.
 */
final class CtrlC implements Ending {

    private static final String SIGNAL = "sun.misc.Signal";
    private static final String HANDLER = "sun.misc.SignalHandler";

    private final CountDownLatch pressed = new CountDownLatch(1);
    private @Nullable Object before;

    private CtrlC() {}

    static CtrlC listen() {
        CtrlC ctrlC = new CtrlC();
        try {
            ClassLoader loader = ClassLoader.getSystemClassLoader();
            Object handler = Proxy.newProxyInstance(
                    loader, new Class<?>[] {Class.forName(HANDLER)}, (proxy, method, arguments) -> {
                        ctrlC.close();
                        ctrlC.pressed.countDown();
                        return null;
                    });
            ctrlC.before = handle(handler);
        } catch (ReflectiveOperationException | RuntimeException e) {
            ctrlC.before = null;
        }
        return ctrlC;
    }

    @Override
    public boolean comesWithin(Duration wait) throws InterruptedException {
        return pressed.await(wait.toNanos(), TimeUnit.NANOSECONDS);
    }

    @Override
    public synchronized void close() {
        Object handler = before;
        before = null;
        if (handler != null) {
            try {
                handle(handler);
            } catch (ReflectiveOperationException | RuntimeException e) {
                // It could be set before; there is nothing more to do if it cannot be set back.
            }
        }
    }

    /** Sets the handler of the signal, and gives the one before. */
    private static @Nullable Object handle(Object handler) throws ReflectiveOperationException {
        Class<?> signal = Class.forName(SIGNAL);
        Method handle = signal.getMethod("handle", signal, Class.forName(HANDLER));
        return handle.invoke(null, signal.getConstructor(String.class).newInstance("INT"), handler);
    }
}
