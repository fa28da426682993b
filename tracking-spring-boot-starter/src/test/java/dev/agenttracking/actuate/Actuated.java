// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.awaitility.Awaitility.await;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.writer.ExecutionWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.annotation.ImportCandidates;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An application with a real server and all of its endpoints exposed, and a client of it. Its records stay in memory. */
final class Actuated implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    private Actuated(ConfigurableApplicationContext context) {
        this.context = context;
    }

    /** Without Spring Security. */
    static Actuated open(String... arguments) {
        return open(WebApplicationType.SERVLET, List.of(), arguments);
    }

    static Actuated open(WebApplicationType type, List<Class<?>> sources, String... arguments) {
        return start(builder(sources).web(type), "security|", arguments);
    }

    /** With Spring Security; {@code user} and {@code admin} have their names as passwords. */
    static Actuated secured(List<Class<?>> sources, String... arguments) {
        return start(builder(sources), "", arguments);
    }

    /** As the child of another context, without Spring Security. */
    static Actuated below(ConfigurableApplicationContext parent) {
        return start(new SpringApplicationBuilder(Application.class).parent(parent), "security|");
    }

    private static Actuated start(SpringApplicationBuilder builder, String excluded, String... arguments) {
        return new Actuated(builder.properties(
                        "server.port=0",
                        "spring.main.banner-mode=off",
                        "tracking.store=memory",
                        "tracking.writer.overflow=drop",
                        "management.endpoints.web.exposure.include=*",
                        "spring.autoconfigure.exclude=" + String.join(",", needless(excluded)))
                .run(arguments));
    }

    private static SpringApplicationBuilder builder(List<Class<?>> sources) {
        return new SpringApplicationBuilder(Application.class)
                .sources(sources.toArray(Class<?>[]::new))
                .web(WebApplicationType.SERVLET);
    }

    /** What needs a database of the application's own. */
    private static List<String> needless(String more) {
        String names = "org\\.springframework\\.boot\\.(" + more + "r2dbc|liquibase|flyway|jdbc)\\..*";
        return ImportCandidates.load(AutoConfiguration.class, Actuated.class.getClassLoader()).getCandidates().stream()
                .filter(name -> name.matches(names))
                .toList();
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    ExecutionAnalytics analytics() {
        return context.getBean(ExecutionAnalytics.class);
    }

    /** Waits until so many executions are stored; the first ones in a database wait for their tables. */
    void awaitWritten(long count) {
        ExecutionWriter writer = context.getBean(ExecutionWriter.class);
        await().atMost(Duration.ofMinutes(1)).until(() -> writer.counts().written() == count);
    }

    /** The answer to a path below {@code /actuator/}. */
    Answer get(String path) throws Exception {
        return get(path, null);
    }

    Answer get(String path, @Nullable String user) throws Exception {
        return send(request(path, user).GET());
    }

    Answer post(String path, String json) throws Exception {
        return post(path, json, null);
    }

    Answer post(String path, String json, @Nullable String user) throws Exception {
        return send(request(path, user)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(json)));
    }

    private HttpRequest.Builder request(String path, @Nullable String user) {
        Environment environment = context.getEnvironment();
        String port =
                environment.getProperty("local.management.port", environment.getRequiredProperty("local.server.port"));
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/actuator/" + path));
        if (user != null) {
            String credentials = user + ":" + user;
            request.header(
                    "Authorization",
                    "Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)));
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response =
                CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
        return new Answer(response.statusCode(), response.body());
    }

    @Override
    public void close() {
        context.close();
    }

    /** What the server said. */
    record Answer(int status, String body) {

        JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        String message() {
            return json().at("/message").asString();
        }
    }

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Application {}
}
