// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Reads a folder of labelled answers in XSTest's form: a CSV file per model with the columns {@code id, completion, final_label}.
 * The files stay where they are: they are for evaluation only.
 */
final class AnswerFiles {

    private AnswerFiles() {}

    /** The answers of each file, by its name. */
    static Map<String, List<LabelledAnswer>> read(Path folder) throws IOException {
        Map<String, List<LabelledAnswer>> models = new TreeMap<>();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file :
                    files.filter(name -> name.toString().endsWith(".csv")).toList()) {
                String model = file.getFileName().toString().replace(".csv", "");
                models.put(model, answers(model, file));
            }
        }
        return models;
    }

    private static List<LabelledAnswer> answers(String model, Path file) throws IOException {
        String text = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPLACE)
                .decode(ByteBuffer.wrap(Files.readAllBytes(file)))
                .toString();
        List<List<String>> rows = rows(text);
        List<String> header = rows.get(0);
        List<LabelledAnswer> answers = new ArrayList<>();
        for (List<String> row : rows.subList(1, rows.size())) {
            String label = row.get(header.indexOf("final_label"));
            String id = row.get(header.indexOf("id"));
            answers.add(new LabelledAnswer(model, id, label.charAt(0) - '0', row.get(header.indexOf("completion"))));
        }
        return answers;
    }

    private static List<List<String>> rows(String csv) {
        List<List<String>> rows = new ArrayList<>();
        List<String> row = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < csv.length(); i++) {
            char c = csv.charAt(i);
            if (quoted && c == '"' && i + 1 < csv.length() && csv.charAt(i + 1) == '"') {
                field.append(csv.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && (c == ',' || c == '\n')) {
                row.add(field.toString());
                field.setLength(0);
                if (c == '\n') {
                    rows.add(row);
                    row = new ArrayList<>();
                }
            } else if (quoted || c != '\r') {
                field.append(c);
            }
        }
        if (!row.isEmpty() || !field.isEmpty()) {
            row.add(field.toString());
            rows.add(row);
        }
        return rows;
    }
}
