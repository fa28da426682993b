// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.world;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says at the start what is wrong with the story's file, in place of a stack trace. */
final class MalformedWorldFailureAnalyzer extends AbstractFailureAnalyzer<MalformedWorldException> {

    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, MalformedWorldException cause) {
        String description =
                "The story cannot be read from " + cause.source() + ":\n  - " + String.join("\n  - ", cause.problems());
        return new FailureAnalysis(description, "Correct the file, or let 'demo.world' name another one.", cause);
    }
}
