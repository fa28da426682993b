// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.analytics.ExecutionAnalytics;
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
    private static final String ONLY = System.getProperty("questions.only", "");

    private QuestionSpeeds() {}

    static void print() throws Exception {
        LoggingSystem.get(QuestionSpeeds.class.getClassLoader())
                .setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.ERROR);
        Path directory = DIRECTORY.isEmpty() ? Files.createTempDirectory("questions") : Path.of(DIRECTORY);
        try (QuestionsServer server = new QuestionsServer(directory)) {
            new QuestionsData(server, new GeneratedDays(EXECUTIONS, DAYS)).fill();
            print(server);
        } finally {
            if (DIRECTORY.isEmpty()) {
                FileSystemUtils.deleteRecursively(directory);
            }
        }
    }

    private static void print(QuestionsServer server) throws Exception {
        QuestionsSums.make(server, DAYS);
        RawTables.make(server);
        System.out.println(
                "| question | server, ms (least to most) | goal | CPU, ms | planning, ms | pages |"
                        + " of them not in its memory | statements | of the raw tables, ms |\n|---|---|---|---|---|---|---|---|---|");
        QuestionCases cases = new QuestionCases(ExecutionAnalytics.of(server.dataSource(), null), DAYS);
        try (ExplainedQuestions questions = new ExplainedQuestions(server.dataSource(), null);
                ExplainedQuestions ofRaw = new ExplainedQuestions(server.dataSource(), RawTables.SCHEMA)) {
            for (QuestionCases.Case each : cases.all()) {
                if (each.name().contains(ONLY)) {
                    System.out.print(questions.ask(each).row(each));
                    System.out.println(each.isSum() ? " " + ofRaw.ask(each).figure() + " |" : " |");
                }
            }
        }
    }
}
