// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.google.testing.compile.Compilation;
import com.google.testing.compile.Compiler;
import com.google.testing.compile.JavaFileObjects;
import dev.agenttracking.annotation.Stage;
import dev.langchain4j.agent.tool.P;
import jakarta.validation.constraints.NotBlank;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.annotation.processing.Processor;
import javax.tools.JavaFileObject;
import javax.tools.StandardLocation;
import org.jspecify.annotations.NullMarked;
import org.reactivestreams.Publisher;
import org.springframework.ai.tool.annotation.Tool;
import reactor.core.publisher.Mono;

/** Compiles sources given as text with the real javac; sources say in their own text which file they belong in. */
final class Compiling {

    private static final Pattern PACKAGE = Pattern.compile("(?m)^package ([\\w.]+);");
    private static final Pattern TYPE = Pattern.compile(
            "(?m)^(?:package [\\w.]+; )?(?:public |abstract |final |sealed |non-sealed |@\\w+ )*(?:class|@?interface|record|enum) (\\w+)");

    private Compiling() {}

    static Compilation compile(String... sources) {
        return javac().compile(files(sources));
    }

    /** With all warnings as errors, but for those about processors and options, which concern the build. */
    static Compilation compileStrictly(String... sources) {
        return javac("-Xlint:all,-processing,-options", "-Werror").compile(files(sources));
    }

    static Compiler javac(String... options) {
        return compiler(List.of(new TrackingProcessor()), List.of(options));
    }

    static Compiler compiler(List<? extends Processor> processors, List<?> options) {
        List<Object> all = new ArrayList<>(List.of("-parameters"));
        all.addAll(options);
        return Compiler.javac()
                .withClasspath(List.of(
                        jarOf(Stage.class),
                        jarOf(Mono.class),
                        jarOf(Publisher.class),
                        jarOf(NotBlank.class),
                        jarOf(JsonProperty.class),
                        jarOf(NullMarked.class),
                        jarOf(Tool.class),
                        jarOf(P.class)))
                .withProcessors(processors)
                .withOptions(all);
    }

    static List<JavaFileObject> files(String... sources) {
        List<JavaFileObject> files = new ArrayList<>();
        for (String source : sources) {
            files.add(JavaFileObjects.forSourceString(nameOf(source), source));
        }
        return files;
    }

    /** The source's fully qualified name, from its package and its first type. */
    static String nameOf(String source) {
        Matcher type = TYPE.matcher(source);
        if (!type.find()) {
            throw new IllegalArgumentException("no type in: " + source);
        }
        Matcher inPackage = PACKAGE.matcher(source);
        return inPackage.find() ? inPackage.group(1) + "." + type.group(1) : type.group(1);
    }

    static String generatedSource(Compilation compilation, String name) {
        return compilation
                .generatedSourceFile(name)
                .map(Compiling::text)
                .orElseThrow(() -> new AssertionError(name + " was not generated: " + compilation.diagnostics()));
    }

    static String generatedResource(Compilation compilation, String path) {
        return compilation
                .generatedFile(StandardLocation.CLASS_OUTPUT, path)
                .map(Compiling::text)
                .orElseThrow(() -> new AssertionError(path + " was not generated: " + compilation.diagnostics()));
    }

    static String text(JavaFileObject file) {
        return new String(bytes(file), StandardCharsets.UTF_8);
    }

    static byte[] bytes(JavaFileObject file) {
        try (InputStream stream = file.openInputStream()) {
            return stream.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the class files and resources of a compilation into a folder. */
    static void writeClasses(Compilation compilation, Path folder) throws IOException {
        for (JavaFileObject file : compilation.generatedFiles()) {
            String path = file.toUri().getPath();
            String output = "/" + StandardLocation.CLASS_OUTPUT + "/";
            if (path.startsWith(output)) {
                Path target = folder.resolve(path.substring(output.length()));
                Files.createDirectories(target.getParent());
                Files.write(target, bytes(file));
            }
        }
    }

    static ClassLoader loaderOf(Compilation compilation) {
        return new ClassLoader(Compiling.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                byte[] code = compilation
                        .generatedFile(StandardLocation.CLASS_OUTPUT, name.replace('.', '/') + ".class")
                        .map(Compiling::bytes)
                        .orElseThrow(() -> new ClassNotFoundException(name));
                return defineClass(name, code, 0, code.length);
            }
        };
    }

    static File jarOf(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toFile();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
