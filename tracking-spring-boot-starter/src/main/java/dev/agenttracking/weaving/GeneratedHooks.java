// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.weaving;

import dev.agenttracking.annotation.ValidationHooks;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** The validation hooks that the processor generated for a class, where it did. */
final class GeneratedHooks {

    private GeneratedHooks() {}

    static @Nullable ValidationHooks find(Class<?> userClass) {
        String packageName = userClass.getPackageName();
        String nested = userClass.getName().substring(packageName.isEmpty() ? 0 : packageName.length() + 1);
        String name = (packageName.isEmpty() ? "" : packageName + ".") + nested.replace('$', '_') + "ValidationHooks";
        try {
            Object instance = ClassUtils.forName(name, userClass.getClassLoader())
                    .getField("INSTANCE")
                    .get(null);
            return instance instanceof ValidationHooks hooks ? hooks : null;
        } catch (ReflectiveOperationException | LinkageError e) {
            return null;
        }
    }
}
