// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.Tracking;
import dev.agenttracking.annotation.EndedCall;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.LlmJournal;
import dev.agenttracking.execution.LlmReply;
import dev.agenttracking.execution.LlmRequest;
import dev.agenttracking.execution.OpenLlmCall;
import dev.agenttracking.metrics.TrackingMeter;
import io.micrometer.common.docs.KeyName;
import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusNamingConvention;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.springframework.boot.WebApplicationType;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What Prometheus scrapes from a real application, and that dashboard, alert rules and documentation speak of just that. */
class MonitoringTest {

    private static final Path DOCS = Path.of("..", "docs");
    private static final PrometheusNamingConvention PROMETHEUS = new PrometheusNamingConvention();

    /** In PromQL without its strings: where labels stand. */
    private static final Pattern LABELS = Pattern.compile("\\{([^}]*)}|\\b(?:by|without|on)\\s*\\(([^)]*)\\)");

    private static final Pattern NAME = Pattern.compile("[a-z_][a-z0-9_]*");
    private static final Pattern OURS = Pattern.compile("\\b(agent|tracking|gen_ai)_[a-z0-9_]*");

    @Test
    void dashboardAndAlertRulesNameWhatAnApplicationShows() throws Exception {
        Scrape scrape = scrape("otel-1.41");

        List<String> expressions = expressions();
        assertThat(expressions).hasSizeGreaterThan(25);
        for (String expression : expressions) {
            String plain = expression.replaceAll("\"[^\"]*\"", "");
            assertThat(labels(plain)).as(expression).isSubsetOf(scrape.labels);
            List<String> series = matches(OURS, LABELS.matcher(plain).replaceAll(""));
            assertThat(series).as(expression).isNotEmpty();
            assertThat(scrape.series).as(expression).containsAll(series);
        }
    }

    @Test
    void documentationNamesWhatThereIs() throws Exception {
        Set<String> documented = new TreeSet<>();
        Set<String> prometheus = new TreeSet<>();
        for (String line : Files.readAllLines(DOCS.resolve("metrics.md"))) {
            String[] cells = line.split("\\s*\\|\\s*");
            if (cells.length == 6 && cells[1].startsWith("`") && !cells[1].startsWith("`tracking.metrics")) {
                documented.add(cells[1] + " " + cells[2] + " " + cells[3] + " " + cells[4]);
                prometheus.add(cells[4].replace("`", ""));
            }
        }

        assertThat(documented)
                .containsExactlyElementsOf(Arrays.stream(TrackingMeter.values())
                        .map(MonitoringTest::documentation)
                        .collect(Collectors.toCollection(TreeSet::new)));
        Set<String> shown = new TreeSet<>();
        for (String profile : List.of("otel-1.41", "otel-genai-dev", "spring-ai")) {
            scrape(profile).families.stream()
                    .filter(name -> OURS.matcher(name).lookingAt())
                    .filter(name -> !name.endsWith("_max"))
                    .forEach(shown::add);
        }
        assertThat(shown).isEqualTo(prometheus);
    }

    private static String documentation(TrackingMeter meter) {
        String kind = switch (meter.getType()) {
            case TIMER -> "timer";
            case DISTRIBUTION_SUMMARY -> "summary";
            case COUNTER -> "counter";
            default -> "gauge";
        };
        String tags = Arrays.stream(meter.getKeyNames())
                .map(KeyName::asString)
                .map(tag -> "`" + tag + "`")
                .collect(Collectors.joining(", "));
        String name = PROMETHEUS.name(meter.getName(), meter.getType(), meter.getBaseUnit());
        return "`" + meter.getName() + "` " + kind + " " + tags + " `"
                + (meter.getType() == Meter.Type.COUNTER ? name.replaceAll("_total$", "") + "_total" : name) + "`";
    }

    private static List<String> expressions() throws IOException {
        JsonNode dashboard = JsonMapper.shared()
                .readTree(Files.readString(DOCS.resolve("monitoring").resolve("grafana-dashboard.json")));
        Map<?, ?> rules =
                new Yaml().load(Files.readString(DOCS.resolve("monitoring").resolve("prometheus-alerts.yml")));
        List<String> all = dashboard.findValuesAsString("expr");
        for (Object group : (List<?>) Objects.requireNonNull(rules.get("groups"))) {
            for (Object rule : (List<?>) Objects.requireNonNull(((Map<?, ?>) group).get("rules"))) {
                all.add(String.valueOf(((Map<?, ?>) rule).get("expr")));
            }
        }
        return all;
    }

    private static Set<String> labels(String expression) {
        return LABELS.matcher(expression)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .flatMap(inside -> matches(NAME, inside).stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<String> matches(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(MatchResult::group).toList();
    }

    private static Scrape scrape(String profile) throws Exception {
        try (Actuated application = Actuated.open(
                WebApplicationType.SERVLET,
                List.of(Strict.class),
                "--tracking.metrics.profile=" + profile,
                "--tracking.alerts.rules.failing.error-rate=0.5",
                "--tracking.alerts.webhook.url=http://localhost:1",
                "--tracking.budgets.all.scope=agent",
                "--tracking.budgets.all.max-calls=1")) {
            live(application);
            String[] text = new String[1];
            await().untilAsserted(() -> {
                text[0] = application.get("prometheus").body();
                assertThat(text[0]).contains("agent_execution_seconds_count").contains("agent_violations_total");
            });
            return Scrape.of(text[0]);
        }
    }

    /** Something of everything that is measured. */
    private static void live(Actuated application) throws Exception {
        ExecutionTracker tracker = application.context().getBean(ExecutionTracker.class);
        LlmJournal journal =
                application.context().getBean(ExecutionRecorder.class).llm();
        tracker.track(
                ExecutionSpec.of("Poet", "write"),
                () -> Tracking.current().stage("think", () -> {
                    for (int i = 0; i < 3; i++) {
                        OpenLlmCall call = Objects.requireNonNull(
                                journal.begin(new LlmRequest(LlmRequest.CHAT, "openai", "gpt-4o", true, null)));
                        call.chunk();
                        call.answered(new LlmReply(
                                null,
                                "a poem of some words",
                                List.of(),
                                null,
                                "gpt-4o",
                                new LlmCall.Usage(100, 10, 0, 0, 0)));
                    }
                    Objects.requireNonNull(
                                    journal.begin(new LlmRequest(LlmRequest.EMBEDDING, "openai", "e", false, null)))
                            .answered(LlmReply.NONE);
                    Objects.requireNonNull(journal.beginTool("rhyme", null, null))
                            .returned("dime");
                    return "a poem";
                }));
        application.awaitWritten(1);
    }

    /** Finds fault with every execution. */
    @Configuration(proxyBeanMethods = false)
    static class Strict {

        @Bean
        ValidationHooks strictness() {
            return new ValidationHooks() {
                @Override
                public String agent() {
                    return ALL_AGENTS;
                }

                @Override
                public List<String> check(EndedCall call) {
                    return List.of("never good enough");
                }
            };
        }
    }

    /** What was scraped: names of series and of their families, and of labels, with those that Prometheus adds. */
    private record Scrape(Set<String> series, Set<String> families, Set<String> labels) {

        static Scrape of(String text) {
            Set<String> series = new TreeSet<>();
            Set<String> families = new TreeSet<>();
            Set<String> labels = new TreeSet<>(Set.of("instance", "job"));
            for (String line : text.split("\n")) {
                if (line.startsWith("# TYPE ")) {
                    families.add(line.split(" ")[2]);
                } else if (!line.startsWith("#")) {
                    series.addAll(List.of(line.split("[{ ]")[0]));
                    labels.addAll(matches(Pattern.compile("(?<=[{,])[a-z_]+(?==\")"), line));
                }
            }
            return new Scrape(series, families, labels);
        }
    }
}
