// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import dev.agenttracking.annotation.EndedCall;
import dev.agenttracking.annotation.ExecutionStatus;
import dev.agenttracking.execution.Execution;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** An execution as hooks see it. */
record EndedExecution(Execution execution, List<String> stages) implements EndedCall {

    @Override
    public UUID id() {
        return execution.id();
    }

    @Override
    public String agent() {
        return execution.method().agent();
    }

    @Override
    public String method() {
        return execution.method().method();
    }

    @Override
    public ExecutionStatus status() {
        return execution.status();
    }

    @Override
    public @Nullable String vaultId() {
        return execution.vaultId();
    }

    @Override
    public @Nullable String conversationId() {
        return execution.conversationId();
    }

    @Override
    public @Nullable String userId() {
        return execution.userId();
    }

    @Override
    public List<String> tags() {
        return execution.method().tags();
    }

    @Override
    public int llmCalls() {
        return execution.llmCalls().size();
    }

    @Override
    public int citations() {
        return execution.citations().size();
    }

    @Override
    public Duration duration() {
        return Duration.ofNanos(execution.endNanos() - execution.startNanos());
    }

    @Override
    public @Nullable Throwable failure() {
        return execution.failure();
    }
}
