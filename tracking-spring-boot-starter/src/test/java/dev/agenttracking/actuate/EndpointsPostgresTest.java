// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.actuate.Actuated.Answer;
import dev.agenttracking.analytics.AnalyticsJson;
import dev.agenttracking.analytics.ExecutionFilter;
import dev.agenttracking.testing.TestDatabase;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** The endpoints of an application whose records go to PostgreSQL. */
@Tag("postgres")
class EndpointsPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    @Test
    void answerFromTheDatabaseAndSayWhenItIsAway() throws Exception {
        try (Actuated application = open("--management.endpoint.agentexecutions.show-values=always")) {
            UUID router = Story.tell(application.context());
            application.awaitWritten(2);

            assertThat(application.get("agentexecutions/" + router).body())
                    .isEqualTo(AnalyticsJson.write(
                            application.analytics().report(router).orElseThrow()))
                    .contains(Story.SAID_BY_ROUTER);
            assertThat(application.get("agentexecutions?status=failed").body())
                    .isEqualTo(AnalyticsJson.write(application
                            .analytics()
                            .recentExecutions(ExecutionFilter.all().withAgent("Poet"))));
            JsonNode diagnosis =
                    application.get("agentdebug/Painter?vaultId=vault-1").json();
            assertThat(diagnosis.at("/status").asString()).isEqualTo("not_selected");
            assertThat(diagnosis.at("/reason").asString()).isEqualTo("below_threshold");
            assertThat(diagnosis.at("/message").asString())
                    .isEqualTo("Painter was not chosen by Router: ******; chosen: Poet");
            assertThat(application.get("tracking").json().at("/writer/store").asString())
                    .isEqualTo("PostgreSQL");

            for (String path : List.of(
                    "agentexecutions?vaultId=a%00b",
                    "agentexecutions?tag=%00", "agentexecutions?from=9999-12-31T23:59:59Z")) {
                assertThat(application.get(path)).as(path).isEqualTo(new Answer(200, "[ ]"));
            }
            assertThat(application
                            .get("agentexecutions?from=1969-12-31T00:00:00Z&tag=&model=&agent=Poet")
                            .json())
                    .hasSize(1);

            database.execute("alter table agent_executions rename to agent_executions_away");
            Answer answer = application.get("agentexecutions/" + router);
            assertThat(answer.status()).isEqualTo(503);
            assertThat(answer.message()).isEqualTo("The database has no tracking tables");
            database.execute("alter table agent_executions_away rename to agent_executions");
        }
    }

    private static Actuated open(String setting) {
        return Actuated.open(
                "--tracking.store=postgres",
                "--tracking.datasource.url=" + database.url(),
                "--tracking.datasource.username=" + TestDatabase.USERNAME,
                "--tracking.datasource.password=" + TestDatabase.PASSWORD,
                setting);
    }
}
