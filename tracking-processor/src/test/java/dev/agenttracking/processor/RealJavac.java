// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import com.palantir.javapoet.JavaFile;
import dev.agenttracking.annotation.Stage;
import java.io.File;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Runs javac as build tools do: on folders, with the processors that it finds on a path. */
final class RealJavac {

    private final Path folder;
    private final List<Path> sources = new ArrayList<>();
    private final StringWriter messages = new StringWriter();

    RealJavac(Path folder) {
        this.folder = folder;
    }

    /** This library's processor, as a path names it. */
    static List<File> ownProcessorPath() {
        return Stream.of(TrackingProcessor.class, Stage.class, JavaFile.class)
                .map(Compiling::jarOf)
                .toList();
    }

    RealJavac source(String text) {
        try {
            Path file = folder.resolve("sources").resolve(Compiling.nameOf(text).replace('.', '/') + ".java");
            Files.createDirectories(file.getParent());
            sources.add(Files.writeString(file, text));
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it compiles; processors are those that the path's jars declare. */
    boolean compile(List<File> classPath, List<File> processorPath, List<String> options) {
        List<String> all = new ArrayList<>(options);
        all.addAll(List.of("-parameters", "-d", classes().toString(), "-classpath", joined(classPath)));
        all.addAll(List.of("-processorpath", joined(processorPath)));
        JavaCompiler javac = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = javac.getStandardFileManager(null, null, null)) {
            Files.createDirectories(classes());
            return javac.getTask(messages, files, null, all, null, files.getJavaFileObjectsFromPaths(sources))
                    .call();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path classes() {
        return folder.resolve("classes");
    }

    String messages() {
        return messages.toString();
    }

    private static String joined(List<File> files) {
        return files.stream().map(File::toString).collect(Collectors.joining(File.pathSeparator));
    }
}
