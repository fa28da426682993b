package golden;

import dev.agenttracking.annotation.CallReason;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.UserId;
import dev.agenttracking.annotation.VaultId;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

public class PlannerAgent {

    private final List<String> sources;

    public PlannerAgent(List<String> sources) {
        this.sources = sources;
    }

    @TrackExecution(agent = "planner", tags = {"chat", "plan"}, timeout = "30s")
    public String run(
            @VaultId String vaultId, @ConversationId long conversation, @UserId @Nullable Object user, @CallReason String reason, String question)
            throws IOException {
        if (!shouldRespond(question)) {
            return null;
        }
        preProcess(question, sources.toArray(String[]::new));
        return callModel(question).join();
    }

    @Stage(ExecutionStage.SHOULD_RESPOND)
    protected boolean shouldRespond(@Sensitive String question) {
        return !question.isEmpty();
    }

    @Stage(value = ExecutionStage.PRE_PROCESS, name = "gatherSources", required = true)
    void preProcess(String question, String... sources) throws IOException {}

    @Sensitive
    @Stage(value = ExecutionStage.LLM_CALL, response = Plan.class)
    CompletableFuture<String> callModel(String question) {
        return CompletableFuture.completedFuture("{}");
    }

    record Plan(List<String> steps) {}
}
