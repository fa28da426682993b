// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the start of the web application why there is no database, in place of a stack trace. */
final class DatabaseUnavailableFailureAnalyzer extends AbstractFailureAnalyzer<DatabaseUnavailableException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, DatabaseUnavailableException cause) {
        return new FailureAnalysis("The demo has no database: " + cause.getMessage() + ".", cause.remedy(), cause);
    }
}
