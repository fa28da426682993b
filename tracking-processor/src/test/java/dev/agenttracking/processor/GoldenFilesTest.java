// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.testing.compile.Compilation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.tools.JavaFileObject;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Compares all that is generated for a source with {@code src/test/resources/golden}. After a change that is meant, run the
 * tests with {@code -Drecreate=true} and read the difference.
 */
class GoldenFilesTest {

    private static final Path GOLDEN = Path.of("src/test/resources/golden");

    @ParameterizedTest
    @ValueSource(strings = {"PlannerAgent", "GenericAgent", "Outer", "ProfileAgent", "ToolAgent"})
    void generatesWhatIsExpected(String name) throws IOException {
        Path folder = GOLDEN.resolve(name);
        Compilation compilation = Compiling.compile(Files.readString(folder.resolve(name + ".java")));
        assertThat(compilation.errors()).isEmpty();
        Path expected = folder.resolve("generated");
        Map<String, String> generated = generated(compilation);

        if (Boolean.getBoolean("recreate")) {
            for (Map.Entry<String, String> file : generated.entrySet()) {
                Files.createDirectories(expected);
                Files.writeString(expected.resolve(file.getKey()), file.getValue());
            }
        }

        assertThat(generated).isEqualTo(read(expected));
    }

    private static Map<String, String> generated(Compilation compilation) {
        Map<String, String> files = new TreeMap<>();
        for (JavaFileObject file : compilation.generatedFiles()) {
            if (file.getKind() != JavaFileObject.Kind.CLASS) {
                files.put(file.getName().replaceAll(".*/", "").replace(".java", ".java.txt"), Compiling.text(file));
            }
        }
        return files;
    }

    private static Map<String, String> read(Path folder) throws IOException {
        Map<String, String> files = new TreeMap<>();
        try (Stream<Path> paths = Files.list(folder)) {
            for (Path path : paths.toList()) {
                files.put(path.getFileName().toString(), Files.readString(path));
            }
        }
        return files;
    }
}
