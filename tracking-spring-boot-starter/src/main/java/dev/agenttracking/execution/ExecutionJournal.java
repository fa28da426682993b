// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.TrackedStage;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What an agent adds to its own execution.
 *
 * <p><b>Failure</b>: nothing throws but the body of a stage, and a call of a model that must not be made. What comes after the execution's end is ignored.
 */
public final class ExecutionJournal {

    private ExecutionJournal() {}

    /** Runs a stage with a result. */
    public static <T extends @Nullable Object> T stage(Execution execution, TrackedStage stage, Callable<T> body)
            throws Exception {
        StageRun run = begin(execution, stage);
        T result;
        try {
            result = body.call();
        } catch (Throwable failure) {
            end(execution, run, failure);
            throw failure;
        }
        end(execution, run, null);
        consider(execution, run, result);
        return result;
    }

    /** Runs a stage without a result. */
    public static void stage(Execution execution, TrackedStage stage, Runnable body) {
        StageRun run = begin(execution, stage);
        try {
            body.run();
        } catch (Throwable failure) {
            end(execution, run, failure);
            throw failure;
        }
        end(execution, run, null);
    }

    /** Adds an event. */
    public static void event(Execution execution, String level, String message, Map<String, ?> data) {
        guarded(execution, "recording an event", recorder -> {
            Object snapshot = data.isEmpty() ? null : recorder.content().snapshot(data);
            execution.append(new LoggedEvent(stageOf(execution), recorder.nanos(), level, message, snapshot));
        });
    }

    /** Records whether the agent answers. */
    public static void verdict(Execution execution, Verdict verdict) {
        guarded(execution, "recording a relevance", recorder -> {
            Question question = ThreadSlot.current().question;
            if (question != null && question.asker() == execution) {
                question.verdict(verdict);
            } else {
                execution.decide(verdict);
            }
        });
    }

    /**
     * Records what was decided about agents.
     *
     * @param candidates makes the rows of one decision, of one moment on the monotonic clock
     */
    public static void decisions(Execution execution, LongFunction<List<CandidateDecision>> candidates) {
        guarded(
                execution,
                "recording a decision",
                recorder -> execution.details().decisions.addAll(candidates.apply(recorder.nanos())));
    }

    /** Sets what is stored as the result. */
    public static void output(Execution execution, Object output) {
        guarded(execution, "recording an output", recorder -> recorder.content().output(execution, output));
    }

    /**
     * Records that a model is called.
     *
     * @throws RefusedLlmCallException where the call must not be made
     */
    public static void llmRequest(Execution execution, String model, Object request) {
        guarded(execution, "recording an LLM request", recorder -> {
            Object sent = request instanceof CharSequence text
                    ? Map.of(
                            "messages",
                            List.of(Map.of("role", "user", "content", text.toString())),
                            "options",
                            Map.of())
                    : request;
            recorder.llm().told(execution, model, sent);
        });
    }

    /** Records the answer to the last call that has none. */
    public static void llmResponse(Execution execution, Object response, LlmCall.@Nullable Usage usage) {
        guarded(
                execution,
                "recording an LLM response",
                recorder -> recorder.llm().answerTold(execution, reply(response, usage)));
    }

    /** Records a source. */
    public static void cite(
            Execution execution,
            @Nullable String sourceType,
            @Nullable String sourceId,
            @Nullable String quote,
            double score) {
        guarded(
                execution,
                "recording a citation",
                recorder -> execution
                        .details()
                        .citations
                        .add(new Citation(sourceType, sourceId, quote, score, recorder.nanos())));
    }

    private static @Nullable StageRun begin(Execution execution, TrackedStage stage) {
        try {
            return execution.hasEnded() ? null : execution.recorder().stages().begin(execution, stage);
        } catch (Throwable fault) {
            execution.recorder().faults().swallow("beginning a stage", fault);
            return null;
        }
    }

    private static void end(Execution execution, @Nullable StageRun run, @Nullable Throwable failure) {
        if (run == null) {
            return;
        }
        try {
            execution.recorder().stages().end(run, failure);
        } catch (Throwable fault) {
            execution.recorder().endings().giveUp(run, failure);
            execution.recorder().faults().swallow("ending a stage", fault);
        }
    }

    private static void consider(Execution execution, @Nullable StageRun run, @Nullable Object result) {
        if (run == null) {
            return;
        }
        try {
            Verdict verdict = run.stage().kind() == ExecutionStage.SHOULD_RESPOND ? Verdict.in(result) : null;
            if (verdict != null) {
                verdict(execution, verdict);
            } else if (result instanceof CharSequence text) {
                execution.recorder().stages().considerResponse(run, text);
            }
        } catch (Throwable fault) {
            execution.recorder().faults().swallow("reading a stage's result", fault);
        }
    }

    private static void guarded(Execution execution, String doing, Step step) {
        ExecutionRecorder recorder = execution.recorder();
        try {
            if (!execution.hasEnded()) {
                step.with(recorder);
            }
        } catch (RefusedLlmCallException refusal) {
            throw refusal;
        } catch (Throwable fault) {
            recorder.faults().swallow(doing, fault);
        }
    }

    private static @Nullable StageRun stageOf(Execution execution) {
        ThreadSlot slot = ThreadSlot.current();
        return slot.execution == execution ? slot.stage : null;
    }

    private static LlmReply reply(Object response, LlmCall.@Nullable Usage usage) {
        if (response instanceof CharSequence chars) {
            String text = chars.toString();
            return new LlmReply(contentOnly(text), text, List.of(), null, null, usage);
        }
        if (response instanceof Map<?, ?> map) {
            String reason = map.get("finish_reason") instanceof CharSequence finish ? finish.toString() : null;
            return new LlmReply(response, words(map), toolCallIds(map.get("tool_calls")), reason, null, usage);
        }
        return new LlmReply(response, null, List.of(), null, null, usage);
    }

    /** Null where there may be some, of a shape that is not known. */
    private static @Nullable String words(Map<?, ?> response) {
        Object content = response.get("content");
        if (content == null) {
            return response.containsKey("content") ? "" : null;
        }
        return content instanceof CharSequence chars ? chars.toString() : null;
    }

    private static List<String> toolCallIds(@Nullable Object toolCalls) {
        List<String> ids = new ArrayList<>();
        if (toolCalls instanceof Collection<?> calls) {
            for (Object call : calls) {
                ids.add(call instanceof Map<?, ?> map && map.get("id") instanceof CharSequence id ? id.toString() : "");
            }
        }
        return ids;
    }

    private static Map<String, Object> contentOnly(String content) {
        Map<String, Object> response = new LinkedHashMap<>();
        response.put("content", content);
        response.put("finish_reason", null);
        response.put("tool_calls", List.of());
        return response;
    }

    private interface Step {
        void with(ExecutionRecorder recorder);
    }
}
