// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One call of a model within an execution.
 *
 * <p><b>Threading</b>: any thread may add what it learns of the call; {@link #answer()} publishes all of the answer, and the writer
 * reads before or after it.
 */
public final class LlmCall {

    /** How much of an answer's text is kept to be judged, in characters: {@value}. */
    public static final int MAX_TEXT_CHARS = 131_072;

    static final long NO_CHUNK = Long.MIN_VALUE;
    private static final VarHandle ANSWER;
    private static final VarHandle CHUNKS;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            ANSWER = lookup.findVarHandle(LlmCall.class, "answer", Answer.class);
            CHUNKS = lookup.findVarHandle(LlmCall.class, "chunks", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable StageRun stage;
    private final @Nullable StageRun addedStage;
    private final boolean toldByHand;
    private final long startNanos;
    private volatile Sent sent;
    private volatile boolean captured;
    private volatile boolean answerTold;
    private boolean over;
    private volatile long firstChunkNanos = NO_CHUNK;

    @SuppressWarnings("unused") // written through CHUNKS
    private volatile int chunks;

    private volatile @Nullable Answer answer;

    LlmCall(@Nullable StageRun stage, @Nullable StageRun addedStage, boolean toldByHand, Sent sent, long startNanos) {
        this.stage = stage;
        this.addedStage = addedStage;
        this.toldByHand = toldByHand;
        this.sent = sent;
        this.startNanos = startNanos;
    }

    /** The stage it was made in, null outside any. */
    public @Nullable StageRun stage() {
        return stage;
    }

    /** The stage that was added for it and ends with it, null where the agent had one open. */
    @Nullable
    StageRun addedStage() {
        return addedStage;
    }

    /** What was asked of whom. */
    public Sent sent() {
        return sent;
    }

    void sent(Sent known) {
        sent = known;
    }

    /** Whether it is a conversation's call, which has an answer to store and to judge. */
    public boolean isChat() {
        return LlmRequest.CHAT.equals(sent.operation());
    }

    /** When it was sent, on the monotonic clock. */
    public long startNanos() {
        return startNanos;
    }

    /** When the first piece of a streamed answer came, on the monotonic clock; meaningful where there are {@link #chunks()}. */
    public long firstChunkNanos() {
        return firstChunkNanos;
    }

    /** How many pieces of a streamed answer have come. */
    public int chunks() {
        return firstChunkNanos == NO_CHUNK ? 0 : chunks;
    }

    void chunk(long nanos) {
        if ((int) CHUNKS.getAndAdd(this, 1) == 0) {
            firstChunkNanos = nanos;
        }
    }

    /** What came back, null while nothing has. */
    public @Nullable Answer answer() {
        return answer;
    }

    boolean answered(Answer received) {
        return ANSWER.compareAndSet(this, null, received);
    }

    void answerAnew(Answer told) {
        answer = told;
    }

    /** Whether the agent told of it, and somebody else has seen it too: then that one knows how it ended. */
    boolean isCaptured() {
        return captured;
    }

    /** Takes it for the call that somebody else sees being made; once. */
    synchronized boolean capture() {
        if (!toldByHand || captured || answer != null) {
            return false;
        }
        captured = true;
        return true;
    }

    /** It is over, answered or not. True for the first to say so. */
    synchronized boolean over() {
        boolean first = !over;
        over = true;
        return first;
    }

    boolean isToldByHand() {
        return toldByHand;
    }

    boolean isAnswerTold() {
        return answerTold;
    }

    void answerTold() {
        answerTold = true;
    }

    /**
     * What was asked of whom.
     *
     * @param operation {@link LlmRequest#CHAT} or {@link LlmRequest#EMBEDDING}
     * @param provider who runs the model, null where unknown
     * @param model the model asked for, null where unknown
     * @param streaming whether the answer comes in pieces
     * @param request a snapshot of what was sent: {@code {"messages": […], "options": {…}}}; null where it is not captured
     * @param observed whether its client lets the call be observed itself
     */
    public record Sent(
            String operation,
            @Nullable String provider,
            @Nullable String model,
            boolean streaming,
            @Nullable Object request,
            boolean observed) {}

    /**
     * A model's answer, or how the call ended without one.
     *
     * @param endNanos when it came, on the monotonic clock
     * @param response a snapshot of it: {@code {"content", "finish_reason", "tool_calls"}}; null where it is not captured
     * @param text its words, at most {@link #MAX_TEXT_CHARS} characters; empty where there are none, null where they cannot
     *     be found
     * @param toolCallIds the ids of the calls of tools that the model asks for
     * @param finishReason why the model stopped, null where it says nothing
     * @param model the model that answered, null where it did not say
     * @param usage what it used, null where unknown
     * @param cancelled whether the caller gave up before the answer was complete; then the response is what had come
     * @param failure why there is no answer, null where there is one
     * @param cost what it cost, null where that is not known
     */
    public record Answer(
            long endNanos,
            @Nullable Object response,
            @Nullable String text,
            List<String> toolCallIds,
            @Nullable String finishReason,
            @Nullable String model,
            @Nullable Usage usage,
            boolean cancelled,
            @Nullable Throwable failure,
            @Nullable Cost cost) {

        /** Whether the model has answered, all of it. */
        public boolean isComplete() {
            return !cancelled && failure == null;
        }
    }

    /**
     * Tokens.
     *
     * @param input sent, those read from a cache included, those written to one not
     * @param output received, those of reasoning included
     */
    public record Usage(long input, long output, long cacheRead, long cacheWrite, long reasoning) {

        /** What {@code llm_tokens_used} counts. */
        public long total() {
            return input + output;
        }
    }

    /**
     * What a call cost.
     *
     * @param usd in US dollars, exact
     * @param priceVersion which list of prices says so
     */
    public record Cost(BigDecimal usd, String priceVersion) {}
}
