// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SpillFolderTest {

    private static final int FOLDERS = 2_000;

    @TempDir
    private Path directory;

    @Test
    void isMadeWhileOtherProcessesLookForWhatIsLeft() throws Exception {
        List<Process> lookers = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                lookers.add(start(Looker.class));
            }
            for (Process looker : lookers) {
                assertThat(looker.inputReader().readLine()).isEqualTo(Looker.LOOKS);
            }
            for (int i = 0; i < FOLDERS; i++) {
                SpillFolder folder = SpillFolder.create(directory);
                assertThat(folder.path().resolve("lock")).as("folder %s", i).exists();
                folder.close();
            }
            assertThat(lookers).allMatch(Process::isAlive);
        } finally {
            for (Process looker : lookers) {
                looker.destroyForcibly().waitFor();
            }
        }
    }

    @Test
    void isNobodyElsesForAsLongAsItIsSaidToBeInUse() throws Exception {
        SpillFolder folder = SpillFolder.create(directory);
        Files.createFile(folder.next("spill"));
        SpillFolder.touchHeld(directory);
        assertThat(start(Taker.class).inputReader().readLine()).isEqualTo("[]");
        folder.close();
        assertThat(start(Taker.class).inputReader().readLine()).isEqualTo("[" + folder.path() + "]");
    }

    private Process start(Class<?> main) throws Exception {
        return new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    /** A process that does nothing but that. */
    static final class Looker {

        private static final String LOOKS = "looks";

        /** Runs until it is killed. */
        public static void main(String[] arguments) throws Exception {
            Path directory = Path.of(arguments[0]);
            System.out.println(LOOKS);
            while (true) {
                try (Stream<Path> folders = Files.list(directory)) {
                    for (Path folder : folders.toList()) {
                        SpillFolder taken = SpillFolder.takeOver(folder);
                        if (taken != null) {
                            taken.close();
                        }
                    }
                }
            }
        }
    }

    /** A process that says what it can take over. */
    static final class Taker {

        /** Looks once. */
        public static void main(String[] arguments) throws Exception {
            List<Path> taken = new ArrayList<>();
            for (Path folder : SpillFolder.listIn(Path.of(arguments[0]))) {
                if (SpillFolder.takeOver(folder) != null) {
                    taken.add(folder);
                }
            }
            System.out.println(taken);
        }
    }
}
