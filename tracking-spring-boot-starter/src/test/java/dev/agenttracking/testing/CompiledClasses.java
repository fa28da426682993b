// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import dev.agenttracking.processor.TrackingProcessor;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Classes that are compiled while a test runs, and loaded by a loader of their own. */
public final class CompiledClasses {

    private static final Pattern NAME = Pattern.compile("(?:class|record|interface) (\\w+)");

    private CompiledClasses() {}

    /** Compiles a type without the processor, and loads it. */
    public static Class<?> withoutProcessor(String source) {
        return load(source, false);
    }

    /** Compiles a type with the processor, and loads it. */
    public static Class<?> withProcessor(String source) {
        return load(source, true);
    }

    private static Class<?> load(String source, boolean processed) {
        Matcher matcher = NAME.matcher(source);
        if (!matcher.find()) {
            throw new AssertionError("no type: " + source);
        }
        String name = matcher.group(1);
        try {
            Path directory = Files.createTempDirectory("classes");
            directory.toFile().deleteOnExit();
            Path file = Files.writeString(directory.resolve(name + ".java"), "package compiled;\n" + source);
            compile(directory, file, processed);
            return new URLClassLoader(new URL[] {directory.toUri().toURL()}, CompiledClasses.class.getClassLoader())
                    .loadClass("compiled." + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (ClassNotFoundException e) {
            throw new AssertionError(e);
        }
    }

    private static void compile(Path directory, Path file, boolean processed) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            String classPath = System.getProperty("java.class.path") + File.pathSeparator + directory;
            JavaCompiler.CompilationTask task = compiler.getTask(
                    messages,
                    files,
                    null,
                    List.of("-parameters", "-classpath", classPath, "-d", directory.toString()),
                    null,
                    files.getJavaFileObjects(file));
            task.setProcessors(processed ? List.of(new TrackingProcessor()) : List.of());
            if (!task.call()) {
                throw new AssertionError(messages);
            }
        }
    }
}
