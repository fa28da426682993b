// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo;

import dev.agenttracking.analytics.ExecutionAnalytics;
import dev.agenttracking.demo.database.DatabaseHome;
import dev.agenttracking.demo.database.EmbeddedDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The web application on a free port over a database of its own, spoken to over HTTP and looked at with SQL. */
final class DemoRun implements AutoCloseable {

    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private final EmbeddedDatabase database;
    private final HttpClient http = HttpClient.newHttpClient();
    private ConfigurableApplicationContext context;

    private DemoRun(EmbeddedDatabase database) {
        this.database = database;
    }

    /** Opens the database; {@link #start} starts the application. */
    static DemoRun in(Path folder) throws IOException {
        return new DemoRun(EmbeddedDatabase.open(new DatabaseHome(folder.resolve("home"), freePort())));
    }

    /** Starts the application, with the offline model unless an argument says otherwise. */
    DemoRun start(String... arguments) {
        stop();
        boolean offline = Arrays.stream(arguments).noneMatch(argument -> argument.startsWith("--demo.model.base-url="));
        String[] all = Stream.concat(
                        Stream.of(
                                "--server.port=0",
                                "--spring.datasource.url=" + database.url(),
                                "--spring.datasource.username=" + database.username(),
                                "--demo.model.api-key=",
                                offline ? "--demo.model.base-url=" : "--demo.model.timeout=20s"),
                        Stream.of(arguments))
                .toArray(String[]::new);
        context = DemoApplication.start(all);
        return this;
    }

    ConfigurableApplicationContext context() {
        return context;
    }

    /** Stops the application, which stores what it has recorded. */
    void stop() {
        if (context != null) {
            context.close();
            context = null;
        }
    }

    HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
    }

    HttpResponse<String> post(String body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(uri("/chat"))
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }

    JsonNode chat(Map<String, String> message) throws IOException, InterruptedException {
        HttpResponse<String> response = post(MAPPER.writeValueAsString(message));
        if (response.statusCode() != 200) {
            throw new IOException(response.statusCode() + " " + response.body());
        }
        return MAPPER.readTree(response.body());
    }

    /** Rows of the tracking tables. */
    List<Map<String, Object>> rows(String sql, Object... parameters) {
        return JdbcClient.create(new DriverManagerDataSource(database.url(), database.username(), ""))
                .sql(sql)
                .params(parameters)
                .query()
                .listOfRows();
    }

    /** Asks as the commands do. */
    ExecutionAnalytics.Session analytics() {
        return ExecutionAnalytics.connect(database.url(), database.username(), null);
    }

    @Override
    public void close() {
        stop();
        database.close();
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
    }
}
