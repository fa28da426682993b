// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import dev.langchain4j.model.chat.response.ChatResponse;
import dev.langchain4j.model.chat.response.CompleteToolCall;
import dev.langchain4j.model.chat.response.PartialResponse;
import dev.langchain4j.model.chat.response.PartialResponseContext;
import dev.langchain4j.model.chat.response.PartialThinking;
import dev.langchain4j.model.chat.response.PartialThinkingContext;
import dev.langchain4j.model.chat.response.PartialToolCallContext;
import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.chat.response.StreamingHandle;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/**
 * Stands between a streaming model and the application's handler: hears what the handler is told, and tells it in the execution that
 * the model was called in. A JDK proxy, so that it passes on what later versions of LangChain4j tell, too.
 *
 * <p><b>Failure</b>: the handler's exceptions go to the model as they are; nothing else is thrown.
 */
final class RecordedHandler implements InvocationHandler {

    private final StreamingChatResponseHandler handler;
    private final RecordedCall call;
    private final Object who;
    private final SharedRoots.Hold hold;
    private final Faults faults;
    private boolean toolInPieces;
    private @Nullable Handle handle;

    private RecordedHandler(
            StreamingChatResponseHandler handler, RecordedCall call, Object who, SharedRoots.Hold hold, Faults faults) {
        this.handler = handler;
        this.call = call;
        this.who = who;
        this.hold = hold;
        this.faults = faults;
    }

    /**
     * Puts itself before a handler.
     *
     * @param who watches the call for the model that this is given to
     */
    static StreamingChatResponseHandler before(
            StreamingChatResponseHandler handler, RecordedCall call, Object who, SharedRoots.Hold hold, Faults faults) {
        return (StreamingChatResponseHandler) Proxy.newProxyInstance(
                StreamingChatResponseHandler.class.getClassLoader(),
                new Class<?>[] {StreamingChatResponseHandler.class},
                new RecordedHandler(handler, call, who, hold, faults));
    }

    @Override
    public @Nullable Object invoke(Object proxy, Method method, @Nullable Object @Nullable [] args) throws Throwable {
        if (method.getDeclaringClass() == Object.class) {
            return ofObject(proxy, method, args);
        }
        boolean last = hear(method.getName(), args);
        try (CurrentExecution.Scope inside = CurrentExecution.enter(call.inside());
                CurrentExecution.Scope outside = RecordedCall.enter(null)) {
            return method.invoke(handler, args);
        } catch (InvocationTargetException thrown) {
            Throwable failure = thrown.getTargetException();
            call.handlerFailed(failure);
            throw failure;
        } finally {
            if (last) {
                hold.leave();
            }
        }
    }

    /** Whether nothing comes after it. */
    private boolean hear(String name, @Nullable Object @Nullable [] args) {
        try {
            if (args == null || args.length == 0) {
                return false;
            }
            return args[0] == null ? heardNothing(name) : heard(name, args[0], args);
        } catch (Throwable fault) {
            faults.swallow("hearing what a model of LangChain4j streams", fault);
            return false;
        }
    }

    /** A model that ends without a word ends all the same. */
    private boolean heardNothing(String name) {
        boolean last = "onCompleteResponse".equals(name) || "onError".equals(name);
        if (last) {
            call.answeredInPieces();
        }
        return last;
    }

    private boolean heard(String name, Object what, @Nullable Object[] args) {
        switch (name) {
            case "onPartialResponse" -> {
                call.piece(who);
                call.text(who, what instanceof PartialResponse partial ? partial.text() : what.toString());
            }
            case "onPartialThinking" -> {
                call.piece(who);
                if (what instanceof PartialThinking thinking) {
                    call.thinking(who, thinking.text());
                }
            }
            case "onPartialToolCall" -> {
                toolInPieces = true;
                call.piece(who);
            }
            case "onCompleteToolCall" -> {
                if (!toolInPieces) {
                    call.piece(who);
                }
                if (what instanceof CompleteToolCall complete) {
                    call.tool(who, complete.toolExecutionRequest());
                }
            }
            case "onCompleteResponse" -> {
                call.answered((ChatResponse) what);
                hold.outcome(null, false);
                return true;
            }
            case "onError" -> {
                Throwable failure = (Throwable) what;
                if (!call.isOfHandler(failure)) {
                    call.failed(failure);
                    hold.outcome(failure, false);
                    return true;
                }
            }
            default -> {}
        }
        if (args.length > 1) {
            args[1] = watched(args[1]);
        }
        return false;
    }

    /** With a handle that tells when the application cancels. */
    private @Nullable Object watched(@Nullable Object context) {
        if (context instanceof PartialResponseContext response) {
            return new PartialResponseContext(watched(response.streamingHandle()));
        }
        if (context instanceof PartialThinkingContext thinking) {
            return new PartialThinkingContext(watched(thinking.streamingHandle()));
        }
        if (context instanceof PartialToolCallContext tool) {
            return new PartialToolCallContext(watched(tool.streamingHandle()));
        }
        return context;
    }

    private StreamingHandle watched(StreamingHandle given) {
        Handle present = handle;
        if (present == null || present.handle != given) {
            present = new Handle(given);
            handle = present;
        }
        return present;
    }

    private @Nullable Object ofObject(Object proxy, Method method, @Nullable Object @Nullable [] args)
            throws Throwable {
        if (args != null && "equals".equals(method.getName())) {
            return proxy == args[0] || handler.equals(args[0]);
        }
        try {
            return method.invoke(handler, args);
        } catch (InvocationTargetException thrown) {
            throw thrown.getTargetException();
        }
    }

    /** The model's own handle, watched. */
    private final class Handle implements StreamingHandle {

        private final StreamingHandle handle;

        private Handle(StreamingHandle handle) {
            this.handle = handle;
        }

        @Override
        public void cancel() {
            handle.cancel();
            call.cancelled();
            hold.ended(null, true);
        }

        @Override
        public boolean isCancelled() {
            return handle.isCancelled();
        }
    }
}
