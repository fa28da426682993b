// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.sample.desk;

import dev.agenttracking.Decision;
import dev.agenttracking.ExecutionTracker;
import dev.agenttracking.TrackingContext;
import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.TrackExecution;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** Calls the other agents, one way or another; each case is a conversation of its own. */
@Component
public class DeskAgent {

    private final WorkingAgent worker;
    private final PickyAgent picky;
    private final UntidyAgent untidy;
    private final UnsteadyAgent unsteady;
    private final AdvisedAgent advised;
    private final SilentAgent silent;
    private final ExecutionTracker tracker;
    private final RestClient expert;

    DeskAgent(
            WorkingAgent worker,
            PickyAgent picky,
            UntidyAgent untidy,
            UnsteadyAgent unsteady,
            AdvisedAgent advised,
            SilentAgent silent,
            ExecutionTracker tracker,
            RestClient expert) {
        this.worker = worker;
        this.picky = picky;
        this.untidy = untidy;
        this.unsteady = unsteady;
        this.advised = advised;
        this.silent = silent;
        this.tracker = tracker;
        this.expert = expert;
    }

    /** Does what the case is about. */
    @TrackExecution
    public String handle(@ConversationId String conversation) throws Exception {
        return switch (conversation) {
            case "returns" -> worker.returns();
            case "fails" -> survived(worker::fails);
            case "timeout by exception" -> survived(worker::timesOut);
            case "timeout declared" -> worker.overdue();
            case "future" -> completedLater();
            case "future cancelled" -> cancelledLater();
            case "mono twice" -> {
                var twice = worker.mono();
                yield twice.block() + twice.block();
            }
            case "mono never run" -> String.valueOf(worker.mono() == null);
            case "flux to its end" -> worker.flux().take(3).count().block().toString();
            case "stream" -> worker.stream().map(String::toUpperCase).collect(Collectors.joining());
            case "input stream" -> Integer.toString(worker.raw().readAllBytes().length);
            case "async" -> worker.elsewhere().get();
            case "wrapped thread" -> onAnotherThread();
            case "declines" -> picky.run("a remark");
            case "answers" -> picky.run("a question?");
            case "is asked" ->
                String.valueOf(picky.shouldRespond("another remark").respond());
            case "decision" -> decide();
            case "retries" -> unsteady.run();
            case "violations" -> untidy.run(null, conversation);
            case "advised" -> advised.run();
            case "switched off" -> silent.run();
            case "other host" -> ask("/look");
            case "other host dies" -> ask("/ponder");
            case "runs long" -> worker.waits();
            default -> throw new IllegalArgumentException(conversation);
        };
    }

    private String ask(String path) {
        return expert.post().uri(path).retrieve().body(String.class);
    }

    private String completedLater() throws Exception {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> result = worker.later(answer);
        answer.completeAsync(() -> "later");
        return result.get();
    }

    private String cancelledLater() {
        CompletableFuture<String> result = worker.later(new CompletableFuture<>());
        return String.valueOf(result.cancel(true));
    }

    private String onAnotherThread() {
        Executor executor = TrackingContext.wrap((Executor) task -> new Thread(task).start());
        return CompletableFuture.supplyAsync(worker::returns, executor).join();
    }

    private String decide() {
        Decision decision = Decision.ranked(0.5, 1)
                .candidate("WorkingAgent", 0.81)
                .candidate("AdvisedAgent", 0.62)
                .candidate("UntidyAgent", 0.42)
                .build();
        tracker.decision(decision);
        return worker.returns();
    }

    private static String survived(java.util.concurrent.Callable<String> call) {
        try {
            return call.call();
        } catch (Exception failure) {
            return failure.getMessage();
        }
    }
}
