// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds the JSON check against the files of JSONTestSuite, which are not part of this project: {@code y_} must be accepted,
 * {@code n_} rejected, {@code i_} may go either way, and none may break it. Each file is read as it is, and given as an answer to
 * a request for JSON and as a code fence.
 */
final class JsonSuite {

    private JsonSuite() {}

    /** Takes the folder {@code test_parsing}; fails where a file is judged wrongly. */
    public static void main(String[] arguments) throws IOException {
        List<String> wrong = new ArrayList<>();
        int[] counts = new int[3];
        try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                char kind = name.charAt(0);
                counts["yni".indexOf(kind)]++;
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                boolean whole = new JsonSyntax(text, 0, text.length(), "error").isWhole();
                boolean asked = accepts(text, true);
                boolean fenced = accepts("```json\n" + text + "\n```", false);
                if (kind == 'y' && !(whole && asked && fenced) || kind == 'n' && (whole || asked || fenced)) {
                    wrong.add(name + " whole " + whole + ", asked for " + asked + ", fenced " + fenced);
                }
            }
        }
        System.out.printf(
                "%d accepted, %d rejected, %d either way; wrong: %s%n", counts[0], counts[1], counts[2], wrong);
        if (!wrong.isEmpty() || counts[0] == 0 || counts[1] == 0) {
            throw new IllegalStateException("The check does not agree with the suite");
        }
    }

    /** An answer of blanks is found by another check, before this one. */
    private static boolean accepts(String text, boolean askedForJson) {
        JudgedResponse response = new JudgedResponse(text, "", "", List.of(), null, null, askedForJson, null, 0);
        CheckResult result = new JsonCheck().check(response);
        return result != null && result.equals(CheckResult.passed());
    }
}
