// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.test;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import org.junit.jupiter.api.Test;

class ErrorTypesTest {

    @Test
    void knowsSubclasses() {
        assertThat(ErrorTypes.isA(SpecialException.class.getName(), GeneralException.class))
                .isTrue();
        assertThat(ErrorTypes.isA(FileNotFoundException.class.getName(), IOException.class))
                .isTrue();
        assertThat(ErrorTypes.isA(GeneralException.class.getName(), SpecialException.class))
                .isFalse();
        assertThat(ErrorTypes.isA("there.is.No", GeneralException.class)).isFalse();
        assertThat(ErrorTypes.isA(null, GeneralException.class)).isFalse();
    }

    @Test
    void asksTheTypesLoaderWhereAnotherKnowsTheNameToo() throws Exception {
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        URL classes =
                SpecialException.class.getProtectionDomain().getCodeSource().getLocation();
        try (URLClassLoader loader = new URLClassLoader(new URL[] {classes}, ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);

            assertThat(ErrorTypes.isA(SpecialException.class.getName(), GeneralException.class))
                    .isTrue();
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static class GeneralException extends Exception {}

    private static final class SpecialException extends GeneralException {}
}
