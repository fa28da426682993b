// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.guide;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The guide's Java is what the tests beside this one compile and run. */
class GuideTest {

    private static final Path SOURCES = Path.of("src", "test", "java", "dev", "agenttracking", "guide");

    @Test
    void itsJavaIsThatOfTheTestsWordForWord() throws IOException {
        String sources = sources();
        List<String> blocks = new GuidePage().blocks("java");

        assertThat(blocks).isNotEmpty();
        for (String block : blocks) {
            assertThat(sources)
                    .as("A block of docs/guide.md that no source has:\n" + block)
                    .contains(words(block));
        }
    }

    private static String sources() throws IOException {
        try (Stream<Path> files = Files.list(SOURCES)) {
            return files.sorted().map(GuideTest::read).collect(Collectors.joining());
        }
    }

    private static String read(Path file) {
        try {
            return words(Files.readString(file));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String words(String java) {
        return java.replaceAll("\\s+", " ");
    }
}
