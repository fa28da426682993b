// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import javax.sql.DataSource;
import org.springframework.boot.autoconfigure.condition.AnyNestedCondition;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;

/** Whether there is a database to ask: the tracker's own, or one DataSource of the application's. */
final class OnTrackingDatabase extends AnyNestedCondition {

    OnTrackingDatabase() {
        super(ConfigurationPhase.REGISTER_BEAN);
    }

    @ConditionalOnProperty("tracking.datasource.url")
    static final class Own {}

    @ConditionalOnSingleCandidate(DataSource.class)
    static final class Applications {}
}
