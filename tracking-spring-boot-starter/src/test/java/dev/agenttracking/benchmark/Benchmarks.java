// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/** Runs the benchmarks and prints a table, all of it from one run. */
final class Benchmarks {

    private Benchmarks() {}

    /**
     * Runs those whose names match the arguments, all of the call path without; {@code start}, {@code ingest},
     * {@code questions}, {@code checks}, {@code refusals}, {@code redaction} and {@code encode} measure other things.
     */
    public static void main(String[] arguments) throws Exception {
        if (List.of(arguments).equals(List.of("start"))) {
            StartCost.print();
            return;
        }
        if (List.of(arguments).equals(List.of("ingest"))) {
            Ingest.print();
            return;
        }
        if (List.of(arguments).equals(List.of("questions"))) {
            QuestionSpeeds.print();
            return;
        }
        if (List.of(arguments).equals(List.of("checks"))) {
            printChecks();
            return;
        }
        if (List.of(arguments).equals(List.of("refusals"))) {
            runWithAllocations(RefusalBenchmark.class);
            return;
        }
        if (List.of(arguments).equals(List.of("encode"))) {
            runWithAllocations(EncodingBenchmark.class);
            return;
        }
        if (List.of(arguments).equals(List.of("redaction"))) {
            runWithAllocations(RedactionBenchmark.class);
            return;
        }
        Map<String, RunResult> one = run(1, arguments);
        Map<String, RunResult> two = run(2, "tracked$", "openTelemetry$");
        double spans = cpu(one, "openTelemetry");
        StringBuilder table = new StringBuilder(
                "\n| contender | caller's CPU, ns | of OpenTelemetry's | caller's bytes |\n" + "|---|---|---|---|\n");
        one.forEach((name, result) -> table.append(String.format(
                Locale.ROOT,
                "| %s | %.0f | %.2f | %.0f |%n",
                name,
                cpu(one, name),
                cpu(one, name) / spans,
                result.getSecondaryResults().get(CallerProfiler.ALLOCATED).getScore())));
        two.forEach((name, result) ->
                table.append(String.format(Locale.ROOT, "| %s, two callers | %.0f | | |%n", name, cpu(two, name))));
        System.out.println(table);
    }

    private static void runWithAllocations(Class<?> benchmark) throws RunnerException {
        new Runner(new OptionsBuilder()
                        .include(benchmark.getName())
                        .addProfiler(GCProfiler.class)
                        .build())
                .run();
    }

    private static void printChecks() throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.include(ResponseCheckBenchmark.class.getName()).addProfiler(GCProfiler.class);
        StringBuilder table = new StringBuilder("\n| check | of 2 KB of | µs | bytes |\n|---|---|---|---|\n");
        for (RunResult result : new Runner(options.build()).run()) {
            table.append(String.format(
                    Locale.ROOT,
                    "| %s | %s | %.1f | %.0f |%n",
                    result.getParams().getParam("check"),
                    result.getParams().getParam("text"),
                    result.getPrimaryResult().getScore(),
                    result.getSecondaryResults().get("gc.alloc.rate.norm").getScore()));
        }
        System.out.println(table);
    }

    private static Map<String, RunResult> run(int threads, String... names) throws RunnerException {
        OptionsBuilder options = new OptionsBuilder();
        options.threads(threads).addProfiler(CallerProfiler.class).addProfiler(GCProfiler.class);
        if (names.length == 0) {
            options.include(CallPathBenchmark.class.getName());
        }
        for (String name : names) {
            options.include(CallPathBenchmark.class.getName() + "." + name);
        }
        Collection<RunResult> results = new Runner(options.build()).run();
        Map<String, RunResult> byName = new LinkedHashMap<>();
        results.forEach(result -> {
            String benchmark = result.getParams().getBenchmark();
            byName.put(benchmark.substring(benchmark.lastIndexOf('.') + 1), result);
        });
        return byName;
    }

    private static double cpu(Map<String, RunResult> results, String name) {
        RunResult result = results.get(name);
        return result == null
                ? Double.NaN
                : result.getSecondaryResults().get(CallerProfiler.CPU).getScore();
    }
}
