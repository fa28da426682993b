// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.RunningRecorders;
import dev.langchain4j.observability.api.event.AiServiceStartedEvent;
import dev.langchain4j.observability.api.listener.AiServiceStartedListener;
import dev.langchain4j.service.AiServiceContext;
import dev.langchain4j.service.tool.ToolService;
import dev.langchain4j.spi.services.AiServiceContextFactory;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.ClassUtils;

/**
 * Found by LangChain4j through {@link ServiceLoader}, for every AI service that is built, a bean or not: so that the memory id of a
 * call becomes its execution's conversation, and its tools and models are recorded. It leaves the application's own registrar of listeners in
 * its place, and asks the next factory of this kind, if there is one, for the context.
 *
 * <p>An application's own factory that is found first hides this one: then calls of models are recorded as ever, tools and memory
 * ids are not.
 *
 * <p><b>Failure</b>: throws nothing but what LangChain4j itself does.
 */
public final class RecordedAiServices implements AiServiceContextFactory {

    private static final Logger log = LoggerFactory.getLogger(RecordedAiServices.class);

    private static final boolean IS_KNOWN_VERSION = ClassUtils.isPresent(
            "dev.langchain4j.model.embedding.request.EmbeddingRequest", RecordedAiServices.class.getClassLoader());

    /** Called by {@link ServiceLoader}. */
    public RecordedAiServices() {}

    @Override
    public AiServiceContext create(Class<?> aiServiceClass) {
        AiServiceContext context = madeByNext(aiServiceClass);
        if (!IS_KNOWN_VERSION) {
            return context;
        }
        try {
            context.eventListenerRegistrar.register((AiServiceStartedListener) event -> started(event, context));
            if (context.toolService.getClass() == ToolService.class) {
                context.toolService = new RecordedToolService();
            }
        } catch (Throwable incompatible) {
            log.debug("The tools of {} are not recorded", aiServiceClass.getName(), incompatible);
        }
        return context;
    }

    private static AiServiceContext madeByNext(Class<?> aiServiceClass) {
        for (AiServiceContextFactory factory : ServiceLoader.load(AiServiceContextFactory.class)) {
            if (!(factory instanceof RecordedAiServices)) {
                return factory.create(aiServiceClass);
            }
        }
        return new PlainContext(aiServiceClass);
    }

    private static void started(AiServiceStartedEvent event, AiServiceContext context) {
        ExecutionRecorder recorder = RunningRecorders.current();
        if (recorder == null) {
            return;
        }
        try {
            WatchedParts.watch(context);
        } catch (Throwable fault) {
            recorder.faults().swallow("watching the parts of an AI service", fault);
        }
        try {
            String conversation = conversation(event.invocationContext().chatMemoryId());
            if (conversation != null) {
                StartedService.conversation(conversation);
                recorder.llm().conversation(conversation);
            }
        } catch (Throwable fault) {
            recorder.faults().swallow("reading the memory id of an AI service", fault);
        }
    }

    /** A service that has no memory of its own per user calls all of it {@code default}. */
    private static @Nullable String conversation(@Nullable Object memoryId) {
        return memoryId == null || "default".equals(memoryId) ? null : memoryId.toString();
    }

    /** The constructor is for subclasses. */
    private static final class PlainContext extends AiServiceContext {

        private PlainContext(Class<?> aiServiceClass) {
            super(aiServiceClass);
        }
    }
}
