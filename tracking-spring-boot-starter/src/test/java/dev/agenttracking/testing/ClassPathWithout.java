// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * The class path of the tests without some libraries. All classes are loaded anew, so that what is decided once per JVM is decided
 * again, by the library's code and by Spring's.
 */
public final class ClassPathWithout {

    private ClassPathWithout() {}

    /**
     * Calls a static method without parameters.
     *
     * @param also what is on the class path in addition
     * @param libraries how the file names of those that are missing begin
     */
    public static Object call(Class<?> type, String method, List<URL> also, String... libraries)
            throws ReflectiveOperationException, IOException {
        List<URL> urls = new ArrayList<>(also);
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            File file = new File(entry);
            if (Stream.of(libraries).noneMatch(file.getName()::startsWith)) {
                urls.add(url(file));
            }
        }
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader loader =
                new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            var called = Arrays.stream(loader.loadClass(type.getName()).getDeclaredMethods())
                    .filter(candidate -> candidate.getName().equals(method))
                    .findFirst()
                    .orElseThrow();
            called.setAccessible(true);
            return called.invoke(null);
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static URL url(File file) throws MalformedURLException {
        return file.toURI().toURL();
    }
}
