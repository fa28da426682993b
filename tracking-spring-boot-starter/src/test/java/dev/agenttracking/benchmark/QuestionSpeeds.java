// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.util.FileSystemUtils;

/** How long the server takes for the questions, with millions of executions over months in its tables. */
final class QuestionSpeeds {

    private static final long EXECUTIONS = Long.getLong("questions.executions", 10_000_000);
    private static final int DAYS = Integer.getInteger("questions.days", 90);
    private static final String DIRECTORY = System.getProperty("questions.directory", "");

    private QuestionSpeeds() {}

    static void print() throws Exception {
        LoggingSystem.get(QuestionSpeeds.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        Path directory = DIRECTORY.isEmpty() ? Files.createTempDirectory("questions") : Path.of(DIRECTORY);
        try (QuestionsServer server = new QuestionsServer(directory)) {
            new QuestionsData(server, new GeneratedDays(EXECUTIONS, DAYS)).fill();
            System.out.println(new ExplainedQuestions(server.dataSource(), DAYS).table());
        } finally {
            if (DIRECTORY.isEmpty()) {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
    }
}
