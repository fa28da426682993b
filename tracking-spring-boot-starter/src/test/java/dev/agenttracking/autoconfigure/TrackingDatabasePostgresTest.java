// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.agenttracking.autoconfigure.TrackingProperties.Datasource;
import dev.agenttracking.execution.TimeSource;
import dev.agenttracking.testing.FaultyProxy;
import dev.agenttracking.testing.FaultyProxy.Moment;
import dev.agenttracking.testing.ProxyLink;
import dev.agenttracking.testing.TestDatabase;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;

@Tag("postgres")
class TrackingDatabasePostgresTest {

    @RegisterExtension
    static final TestDatabase server = new TestDatabase();

    /** One more than the driver and the pool have at the begin of a connection, by a good deal. */
    private static final int STATEMENTS = 6;

    private static final Duration AT_MOST = Duration.ofSeconds(30);

    private FaultyProxy proxy;

    @BeforeEach
    void starts() throws IOException {
        proxy = new FaultyProxy(server.port());
    }

    @AfterEach
    void ends() throws IOException {
        proxy.close();
    }

    @Test
    void ofItsOwnIsThereAgainWhereverItsFirstConnectionBroke() throws Exception {
        for (int i = 0; i < STATEMENTS; i++) {
            TrackingDatabase database = database("");
            proxy.once(Moment.ASKING, i, ProxyLink::cut);
            await("statement " + i).atMost(AT_MOST).ignoreExceptions().until(() -> answers(database));
            database.destroy();
        }
    }

    @Test
    void ofItsOwnIsThereAgainWhenTheServerWasSilentWhileItConnected() throws Exception {
        TrackingDatabase database = database("");
        proxy.swallow();
        await().atMost(AT_MOST).until(() -> fails(database));
        proxy.letNewThrough();
        await().atMost(AT_MOST).ignoreExceptions().until(() -> answers(database));
        database.destroy();
    }

    @Test
    void ofItsOwnWaitsForAnswersAsLongAsTheUrlSays() throws Exception {
        for (String parameters : new String[] {"", "&socketTimeout=77"}) {
            TrackingDatabase database = database(parameters);
            try (Connection connection = database.find().getConnection()) {
                assertThat(connection.getNetworkTimeout()).isEqualTo(parameters.isEmpty() ? 0 : 77_000);
            }
            database.destroy();
        }
    }

    private TrackingDatabase database(String parameters) {
        return new TrackingDatabase(
                new Datasource(proxy.url(server.name()) + parameters, TestDatabase.USERNAME, TestDatabase.PASSWORD),
                new ApplicationDataSources(new DefaultListableBeanFactory(), TimeSource.SYSTEM),
                1);
    }

    private static boolean answers(TrackingDatabase database) throws SQLException {
        try (Connection connection = database.find().getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("select 1")) {
            return answer.next();
        }
    }

    private static boolean fails(TrackingDatabase database) {
        try {
            return !answers(database);
        } catch (SQLException expected) {
            return true;
        }
    }
}
