// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.ExecutionSpec;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.actuate.Actuated.Answer;
import dev.agenttracking.analytics.AgentDiagnosis;
import dev.agenttracking.analytics.AnalyticsJson;
import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.analytics.ExecutionSummary;
import dev.agenttracking.autoconfigure.EndpointsAutoConfiguration;
import dev.agenttracking.autoconfigure.TrackingAutoConfiguration;
import dev.agenttracking.weaving.agents.AlphaAgent;
import dev.agenttracking.weaving.agents.BetaAgent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.annotation.ReflectiveRuntimeHintsRegistrar;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.actuate.endpoint.SanitizingFunction;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/** What a client of a real server gets at the endpoints where nobody guards them. */
class EndpointsTest {

    private static final String UNKNOWN = "01a203a9-6e7c-72c1-ab80-a16a01bdd0ec";
    private static final String[] SHOWN = {
        "--management.endpoint.agentexecutions.show-values=always",
        "--management.endpoint.agentdebug.show-values=always"
    };

    @Test
    void areNotExposedUnlessAskedFor() throws Exception {
        try (Actuated application = Actuated.open("--management.endpoints.web.exposure.include=health")) {
            assertThat(application.get("health").status()).isEqualTo(200);
            for (String path : List.of("tracking", "agentexecutions", "agentperformance/Poet", "agentdebug/Poet")) {
                assertThat(application.get(path).status()).as(path).isEqualTo(404);
            }
            assertThat(application.context().getBeanNamesForAnnotation(WebEndpoint.class))
                    .isEmpty();
        }
    }

    @Test
    void areNotThereWhereTrackingIsOff() throws Exception {
        try (Actuated application = Actuated.open("--tracking.enabled=false")) {
            for (String path : List.of("tracking", "agentexecutions", "agentperformance/Poet", "agentdebug/Poet")) {
                assertThat(application.get(path).status()).as(path).isEqualTo(404);
            }
            assertThat(application.post("tracking", "{\"enabled\": true}").status())
                    .isEqualTo(404);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void answerAsTheCommandLineDoesWhateverTheMapperIsSetTo(WebApplicationType type) throws Exception {
        List<String> settings = List.of(
                "--spring.jackson.property-naming-strategy=SNAKE_CASE",
                "--spring.jackson.default-property-inclusion=non_null",
                "--spring.jackson.datatype.datetime.write-dates-as-timestamps=true",
                "--spring.jackson.time-zone=Asia/Kathmandu",
                SHOWN[0],
                SHOWN[1]);
        try (Actuated application = Actuated.open(type, List.of(), settings.toArray(String[]::new))) {
            UUID router = Story.tell(application.context());
            application.awaitWritten(2);

            Answer report = application.get("agentexecutions/" + router);
            assertThat(report.status()).isEqualTo(200);
            assertThat(report.body())
                    .isEqualTo(AnalyticsJson.write(
                            application.analytics().report(router).orElseThrow()))
                    .contains(Story.SAID_BY_ROUTER)
                    .contains("\"status\" : \"success\"");
            assertThat(application.get("agentexecutions").body())
                    .isEqualTo(AnalyticsJson.write(application.analytics().recentExecutions(ExecutionFilter.all())))
                    .contains("said-error");
            assertThat(application.get("agentdebug/poet").body())
                    .isEqualTo(AnalyticsJson.write(application.analytics().debugWhyAgentDidntFire("Poet", null, null)))
                    .contains("Poet failed with java.lang.IllegalStateException: said-error");
        }
    }

    @Test
    void hideContentUnlessSettingsShowIt() throws Exception {
        try (Actuated application = Actuated.open()) {
            UUID router = Story.tell(application.context());
            application.awaitWritten(2);
            UUID poet = poet(application).id();

            for (String path : List.of(
                    "agentexecutions",
                    "agentexecutions/" + router,
                    "agentexecutions/" + poet,
                    "agentdebug/Poet",
                    "agentdebug/Painter")) {
                Answer answer = application.get(path);
                assertThat(answer.status()).as(path).isEqualTo(200);
                assertThat(answer.body()).as(path).doesNotContain(Story.SAID).contains("******");
            }
            JsonNode report = application.get("agentexecutions/" + router).json();
            assertThat(report.at("/agentName").asString()).isEqualTo("Router");
            assertThat(report.at("/conversationId").asString()).isEqualTo("conversation-1");
            assertThat(report.at("/inputData").asString()).isEqualTo("******");
            assertThat(report.at("/errorMessage").isNull()).as("there is none").isTrue();
            assertThat(report.at("/llmInteractions/0/inputTokens").asInt()).isEqualTo(10);
            assertThat(report.at("/decisions/0/reasonCode").asString()).isEqualTo("below_threshold");
            JsonNode diagnosis = application.get("agentdebug/Poet").json();
            assertThat(diagnosis.at("/status").asString()).isEqualTo("failed");
            assertThat(diagnosis.at("/message").asString())
                    .isEqualTo("Poet failed with java.lang.IllegalStateException: ******");
        }
    }

    @Test
    void leaveOutWhatTheApplicationsOwnFunctionsSanitize() throws Exception {
        try (Actuated application = Actuated.open(WebApplicationType.SERVLET, List.of(Sanitizing.class), SHOWN)) {
            UUID router = Story.tell(application.context());
            application.awaitWritten(2);

            JsonNode report = application.get("agentexecutions/" + router).json();
            assertThat(report.at("/inputData/question").asString()).isEqualTo("******");
            assertThat(report.at("/llmResponse/content").asString()).isEqualTo("said-answer");
        }
    }

    @Test
    void listWhatFiltersLetThrough() throws Exception {
        try (Actuated application = Actuated.open()) {
            Story.tell(application.context());
            application.awaitWritten(2);
            String begin = poet(application).startedAt().toString();

            assertThat(agents(application, "")).containsExactlyInAnyOrder("Router", "Poet");
            assertThat(agents(application, "?agent=Poet")).containsExactly("Poet");
            assertThat(agents(application, "?status=failed")).containsExactly("Poet");
            assertThat(agents(application, "?status=Timeout")).isEmpty();
            assertThat(agents(application, "?vaultId=vault-1&agent=Router")).containsExactly("Router");
            assertThat(agents(application, "?vaultId=vault-2")).isEmpty();
            assertThat(agents(application, "?conversationId=other")).isEmpty();
            assertThat(agents(application, "?userId=user-1&conversationId=conversation-1"))
                    .hasSize(2);
            assertThat(agents(application, "?userId=user-2")).isEmpty();
            assertThat(agents(application, "?limit=1")).hasSize(1);
            assertThat(agents(application, "?to=" + begin + "&agent=Poet")).isEmpty();
            assertThat(agents(application, "?from=" + begin + "&agent=Poet")).containsExactly("Poet");
            assertThat(agents(application, "?from=2999-01-01T00:00:00%2B05:45")).isEmpty();
            assertThat(agents(application, "?method=write")).containsExactly("Poet");
            assertThat(agents(application, "?model=model-1")).containsExactly("Router");
            assertThat(agents(application, "?model=model-2")).isEmpty();
            assertThat(agents(application, "?errorType=java.lang.IllegalStateException"))
                    .containsExactly("Poet");
            assertThat(agents(application, "?tag=draft")).isEmpty();
            assertThat(agents(
                            application, "?agent=&status=&from=&limit=&vaultId=&after=&tag=&method=&model=&errorType="))
                    .as("empty values are none")
                    .hasSize(2);
        }
    }

    @Test
    void lookADayBackWhereNoIndexHelps() throws Exception {
        try (Actuated application = Actuated.open()) {
            Story.tell(application.context());
            application.awaitWritten(2);

            assertThat(agents(application, "?method=write&to=2999-01-01T00:00:00Z"))
                    .as("the day before it")
                    .isEmpty();
            assertThat(agents(application, "?method=write&to=2999-01-01T00:00:00Z&from=2026-01-01T00:00:00Z"))
                    .containsExactly("Poet");
            assertThat(agents(application, "?agent=Poet&to=2999-01-01T00:00:00Z"))
                    .containsExactly("Poet");
        }
    }

    @Test
    void goOnAfterTheLastOfAPage() throws Exception {
        try (Actuated application = Actuated.open()) {
            Story.tell(application.context());
            application.awaitWritten(2);

            List<String> read = new ArrayList<>();
            String after = "";
            for (JsonNode page = page(application, after); !page.isEmpty(); page = page(application, after)) {
                read.add(page.at("/0/agentName").asString());
                after = page.at("/0/id").asString();
            }
            assertThat(read).isEqualTo(agents(application, ""));
            Answer unknown = application.get("agentexecutions?after=" + UNKNOWN);
            assertThat(unknown.status()).isEqualTo(400);
            assertThat(unknown.message()).isEqualTo("There is no execution " + UNKNOWN + " to go on after");
        }
    }

    private static JsonNode page(Actuated application, String after) throws Exception {
        return application.get("agentexecutions?limit=1&after=" + after).json();
    }

    @Test
    void sumUpHowAnAgentDid() throws Exception {
        try (Actuated application = Actuated.open()) {
            Story.tell(application.context());
            application.awaitWritten(2);

            Answer poet = application.get("agentperformance/poet");
            assertThat(poet.status()).isEqualTo(200);
            assertThat(poet.json().at("/agentName").asString()).isEqualTo("Poet");
            assertThat(poet.json().at("/executions").asInt()).isEqualTo(1);
            assertThat(poet.json().at("/errorRate").asDouble()).isEqualTo(1);
            assertThat(poet.json().at("/commonErrors/0/errorType").asString())
                    .isEqualTo("java.lang.IllegalStateException");
            assertThat(poet.body()).doesNotContain(Story.SAID);
            JsonNode router =
                    application.get("agentperformance/Router?vaultId=vault-1").json();
            assertThat(router.at("/tokensUsed").asInt()).isEqualTo(15);
            assertThat(router.at("/vaultId").asString()).isEqualTo("vault-1");
            for (String nothing :
                    List.of("?vaultId=vault-2", "?to=2026-01-02T00:00:00Z", "?from=2999-01-01T00:00:00Z")) {
                assertThat(application
                                .get("agentperformance/Router" + nothing)
                                .json()
                                .at("/executions")
                                .asInt(-1))
                        .as(nothing)
                        .isZero();
            }
            assertThat(application
                            .get("agentperformance/Router?to=2026-01-02T00:00:00Z")
                            .json()
                            .at("/from")
                            .asString())
                    .isEqualTo("2026-01-01T00:00:00Z");
        }
    }

    @Test
    void askTheStoreWhereTheApplicationHasAnalyticsOfSeveralDatabases() throws Exception {
        try (Actuated application = Actuated.open(WebApplicationType.SERVLET, List.of(AnalyticsOfTwoDatabases.class))) {
            application
                    .context()
                    .getBean(ExecutionTracker.class)
                    .track(ExecutionSpec.of("Poet", "run"), () -> "a poem");
            application.awaitWritten(1);

            assertThat(application.get("agentexecutions").json()).hasSize(1);
            assertThat(application.get("agentperformance/Poet").status()).isEqualTo(200);
            assertThat(application.get("agentdebug/Poet").json().at("/status").asString())
                    .isEqualTo("fired_successfully");
        }
    }

    @Test
    void tellWhatIsWrongWithARequest() throws Exception {
        try (Actuated application = Actuated.open()) {
            Map<String, String> malformed = new HashMap<>(Map.of(
                    "agentexecutions/nonsense", "'nonsense' is not an id",
                    "agentexecutions/1-1-1-1-1", "'1-1-1-1-1' is not an id",
                    "agentexecutions?limit=0", "limit takes a number from 1 to 1000, and not '0'",
                    "agentexecutions?limit=many", "limit takes a number from 1 to 1000, and not 'many'",
                    "agentperformance/Poet?to=now", "to takes a moment like 2026-01-31T23:59:59Z, and not 'now'",
                    "agentexecutions?after=1", "'1' is not an id",
                    "agentexecutions?from=today", "from takes a moment like 2026-01-31T23:59:59Z, and not 'today'",
                    "agentexecutions?status=done",
                            "status takes one of pending, running, llm_request, llm_response, success, failed, timeout,"
                                    + " skipped, cancelled, abandoned, and not 'done'"));
            for (String moment : List.of("-999999999-01-01T00:00:00Z", "0000-01-01T00:00:00Z")) {
                malformed.put(
                        "agentperformance/Poet?to=" + moment,
                        "to takes a moment like 2026-01-31T23:59:59Z, and not '" + moment + "'");
            }
            for (Map.Entry<String, String> request : malformed.entrySet()) {
                Answer answer = application.get(request.getKey());
                assertThat(answer.status()).as(request.getKey()).isEqualTo(400);
                assertThat(answer.message()).isEqualTo(request.getValue());
            }
            Answer unknown = application.get("agentexecutions/" + UNKNOWN);
            assertThat(unknown.status()).isEqualTo(404);
            assertThat(unknown.message()).isEqualTo("There is no execution " + UNKNOWN);
            Answer none = application.get("agentperformance/Nobody");
            assertThat(none.status()).isEqualTo(404);
            assertThat(none.message()).isEqualTo("There is no agent Nobody");
            Answer nobody = application.get("agentdebug/Nobody?conversationId=&vaultId=");
            assertThat(nobody.status()).as("it is an answer").isEqualTo(200);
            assertThat(nobody.json().at("/status").asString()).isEqualTo("never_registered");
            assertThat(nobody.json().at("/conversationId").isNull()).isTrue();
        }
    }

    @Test
    void sayWhyThereIsNoAnswer() throws Exception {
        try (Actuated application = Actuated.open("--tracking.store=log")) {
            for (String path : List.of(
                    "agentexecutions", "agentexecutions/" + UNKNOWN, "agentperformance/Poet", "agentdebug/Poet")) {
                Answer answer = application.get(path);
                assertThat(answer.status()).as(path).isEqualTo(503);
                assertThat(answer.message()).startsWith("Executions go to the log, which cannot be asked");
            }
            assertThat(application.get("tracking").json().at("/writer/store").asString())
                    .isEqualTo("the log");
        }
    }

    @Test
    void switchWhatIsRecorded() throws Exception {
        try (Actuated application = withAgents()) {
            AlphaAgent alpha = application.context().getBean(AlphaAgent.class);
            BetaAgent beta = application.context().getBean(BetaAgent.class);

            assertThat(application
                            .post("tracking", "{\"enabled\": false}")
                            .json()
                            .at("/enabled")
                            .asBoolean())
                    .isFalse();
            alpha.run("off");
            beta.run("off");
            application.post("tracking", "{\"enabled\": true}");
            JsonNode state = application
                    .post("tracking", "{\"agent\": \"alpha-agent\", \"enabled\": false}")
                    .json();
            assertThat(state.at("/enabled").asBoolean()).isTrue();
            assertThat(agent(state, "AlphaAgent").toString()).contains("\"enabled\":false", "\"registered\":true");
            assertThat(agent(state, "BetaAgent").at("/enabled").asBoolean()).isTrue();
            alpha.run("off");
            beta.run("on");
            application.post("tracking", "{\"agent\": \"AlphaAgent\", \"enabled\": true}");
            alpha.run("on");
            application.awaitWritten(2);

            assertThat(agents(application, "")).containsExactlyInAnyOrder("BetaAgent", "AlphaAgent");
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"SERVLET", "REACTIVE"})
    void switchAgentsThatAreTrackedByHandAndNameThem(WebApplicationType type) throws Exception {
        try (Actuated application = Actuated.open(type, List.of())) {
            JsonNode state = application
                    .post("tracking", "{\"agent\": \"By-Hand\", \"enabled\": false}")
                    .json();
            assertThat(agent(state, "byhand").toString()).contains("\"enabled\":false", "\"registered\":false");
            ExecutionTracker tracker = application.context().getBean(ExecutionTracker.class);
            tracker.track(ExecutionSpec.of("ByHand", "run"), () -> "off");
            tracker.track(ExecutionSpec.of("Other", "run"), () -> "on");
            application.awaitWritten(1);
            assertThat(agents(application, "")).containsExactly("Other");
        }
    }

    @Test
    void tellTheStateOfTheWriter() throws Exception {
        try (Actuated application = Actuated.open()) {
            Story.tell(application.context());
            application.awaitWritten(2);

            JsonNode state = application.get("tracking").json();
            assertThat(state.at("/enabled").asBoolean()).isTrue();
            assertThat(state.at("/counts").toString())
                    .isEqualTo(
                            "{\"accepted\":2,\"queued\":0,\"undecided\":0,\"spilled\":0,\"written\":2,\"deadLettered\":0,"
                                    + "\"dropped\":{\"queue_full\":0,\"spill_full\":0,\"rejected\":0,\"shutdown\":0,\"corrupt\":0},"
                                    + "\"handedOver\":0}");
            assertThat(state.at("/writer").toString())
                    .isEqualTo("{\"store\":\"memory\",\"state\":\"writing\",\"reachable\":true,\"spilledBytes\":0,"
                            + "\"failures\":0,\"balanced\":true}");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                   | enabled takes true or false",
                "{\"agent\": \"AlphaAgent\"}          | enabled takes true or false",
                "{\"enabled\": \"maybe\"}             | enabled takes true or false, and not 'maybe'",
                "{\"agent\": \" \", \"enabled\": false} | agent takes the name of an agent"
            })
    void switchNothingWhereARequestIsMalformed(String body, String message) throws Exception {
        try (Actuated application = withAgents()) {
            Answer answer = application.post("tracking", body);
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.message()).isEqualTo(message);
            JsonNode state = application.get("tracking").json();
            assertThat(state.at("/enabled").asBoolean()).isTrue();
            assertThat(agent(state, "AlphaAgent").at("/enabled").asBoolean()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "management.endpoint.tracking.access=read-only",
                "management.endpoints.access.max-permitted=read-only"
            })
    void switchNothingWhereAccessIsReadOnly(String setting) throws Exception {
        try (Actuated application = Actuated.open("--" + setting)) {
            assertThat(application.post("tracking", "{\"enabled\": false}").status())
                    .isEqualTo(405);
            assertThat(application.get("tracking").json().at("/enabled").asBoolean())
                    .isTrue();
        }
    }

    @Test
    void answerOnAManagementPortOfItsOwn() throws Exception {
        try (Actuated application = Actuated.open("--management.server.port=0", SHOWN[0])) {
            UUID router = Story.tell(application.context());
            application.awaitWritten(2);

            assertThat(application.context().getEnvironment().getProperty("local.management.port"))
                    .isNotNull();
            assertThat(application.get("agentexecutions/" + router).body()).contains("said-output ü");
            assertThat(application
                            .post("tracking", "{\"enabled\": false}")
                            .json()
                            .at("/enabled")
                            .asBoolean())
                    .isFalse();
        }
    }

    @Test
    void leaveTheApplicationsOwnEndpointOfTheSameIdInItsPlace() throws Exception {
        try (Actuated application =
                Actuated.open(WebApplicationType.SERVLET, List.of(ParcelTracking.class, BugTracking.class))) {
            assertThat(application.get("tracking").body()).isEqualTo("a parcel");
            assertThat(application.get("agentdebug/Poet").body()).isEqualTo("a bug");
            assertThat(application.get("agentexecutions").status()).isEqualTo(200);
        }
    }

    @Test
    void areThoseOfAChildContextWhereItHasItsOwn() throws Exception {
        try (ConfigurableApplicationContext parent = new SpringApplicationBuilder(Actuated.Application.class)
                        .web(WebApplicationType.NONE)
                        .run("--tracking.store=memory", "--management.endpoints.web.exposure.include=*");
                Actuated child = Actuated.below(parent)) {
            child.context().getBean(ExecutionTracker.class).track(ExecutionSpec.of("Poet", "run"), () -> "verse");
            child.awaitWritten(1);
            assertThat(agents(child, "")).containsExactly("Poet");
            assertThat(child.get("tracking").json().at("/counts/accepted").asInt())
                    .isEqualTo(1);
        }
    }

    @Test
    void keepInANativeImageWhatTheirJsonIsMadeOf() {
        RuntimeHints hints = new RuntimeHints();
        new ReflectiveRuntimeHintsRegistrar()
                .registerRuntimeHints(hints, EndpointsAutoConfiguration.class.getDeclaredClasses());
        for (Class<?> record :
                List.of(TrackingState.WriterHealth.class, CallChain.Call.class, AgentDiagnosis.Outcome.class)) {
            assertThat(RuntimeHintsPredicates.reflection().onType(record)).accepts(hints);
        }
    }

    @Test
    void areNotMissedWhereThereIsNoActuator() {
        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(EndpointsAutoConfiguration.class, TrackingAutoConfiguration.class))
                .withPropertyValues("tracking.store=memory", "management.endpoints.web.exposure.include=*")
                .withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
                .run(context -> assertThat(context)
                        .hasNotFailed()
                        .doesNotHaveBean("agentTrackingEndpoint")
                        .hasSingleBean(ExecutionTracker.class));
    }

    private static Actuated withAgents() {
        return Actuated.open(WebApplicationType.SERVLET, List.of(AlphaAgent.class, BetaAgent.class));
    }

    private static ExecutionSummary poet(Actuated application) {
        return application
                .analytics()
                .recentExecutions(ExecutionFilter.all().withAgent("Poet"))
                .get(0);
    }

    private static List<String> agents(Actuated application, String query) throws Exception {
        Answer answer = application.get("agentexecutions" + query);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return StreamSupport.stream(answer.json().spliterator(), false)
                .map(execution -> execution.at("/agentName").asString())
                .toList();
    }

    private static JsonNode agent(JsonNode state, String name) {
        return StreamSupport.stream(state.at("/agents").spliterator(), false)
                .filter(agent -> agent.at("/agent").asString().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(state));
    }

    @Configuration(proxyBeanMethods = false)
    static class Sanitizing {

        @Bean
        SanitizingFunction questions() {
            return SanitizingFunction.sanitizeValue().ifKeyEquals("inputData.question");
        }
    }

    @Endpoint(id = "tracking")
    static class ParcelTracking {

        @ReadOperation
        String where() {
            return "a parcel";
        }
    }

    @WebEndpoint(id = "agentdebug")
    static class BugTracking {

        @ReadOperation
        String what(@Selector String of) {
            return "a bug";
        }
    }

    /** Neither is ever connected to. */
    @Configuration(proxyBeanMethods = false)
    static class AnalyticsOfTwoDatabases {

        @Bean
        ExecutionAnalytics europe() {
            return ExecutionAnalytics.of(new DriverManagerDataSource(), null);
        }

        @Bean
        ExecutionAnalytics asia() {
            return ExecutionAnalytics.of(new DriverManagerDataSource(), null);
        }
    }
}
