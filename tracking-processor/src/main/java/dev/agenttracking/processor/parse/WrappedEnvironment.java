// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import java.lang.reflect.Field;
import javax.annotation.processing.ProcessingEnvironment;

/**
 * Gradle and kapt put an environment of their own around javac's, and javac gives its trees for its own alone. Both keep javac's in
 * a field.
 *
 * <p><b>Failure</b>: what cannot be opened is returned as it is.
 */
final class WrappedEnvironment {

    private WrappedEnvironment() {}

    static ProcessingEnvironment unwrap(ProcessingEnvironment environment) {
        for (Field field : environment.getClass().getDeclaredFields()) {
            if (field.getType() == ProcessingEnvironment.class) {
                try {
                    field.setAccessible(true);
                    return field.get(environment) instanceof ProcessingEnvironment inner ? inner : environment;
                } catch (ReflectiveOperationException | RuntimeException closed) {
                    return environment;
                }
            }
        }
        return environment;
    }
}
