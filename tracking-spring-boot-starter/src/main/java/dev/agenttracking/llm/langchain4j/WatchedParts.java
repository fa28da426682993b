// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.agenttracking.execution.ExecutionRecorder;
import dev.agenttracking.execution.RunningRecorders;
import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import dev.langchain4j.service.AiServiceContext;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.support.StaticMethodMatcherPointcutAdvisor;

/**
 * Watches what an AI service is made of and no bean's proxy watches: its models, so that all rounds of a stream are in the execution
 * that the service was called in, on whatever threads; and its augmentor, so that its retrievers are.
 */
final class WatchedParts {

    private static final LangChain4jRecorder RECORDER = new LangChain4jRecorder(WatchedParts::recorder);

    private WatchedParts() {}

    /** A service is called: what it is made of is known at last. */
    static void watch(AiServiceContext service) {
        if (service.chatModel != null && !isWatched(service.chatModel)) {
            service.chatModel = watched(service.chatModel, ChatModel.class);
        }
        if (service.streamingChatModel != null && !isWatched(service.streamingChatModel)) {
            service.streamingChatModel = watched(service.streamingChatModel, StreamingChatModel.class);
        }
        if (service.retrievalAugmentor != null && !(service.retrievalAugmentor instanceof WatchedAugmentor)) {
            service.retrievalAugmentor = new WatchedAugmentor(service.retrievalAugmentor);
        }
    }

    private static boolean isWatched(Object model) {
        return model instanceof Advised advised
                && Arrays.stream(advised.getAdvisors()).anyMatch(advisor -> advisor.getAdvice() instanceof ModelWatch);
    }

    private static <T> T watched(T model, Class<T> type) {
        ProxyFactory factory = new ProxyFactory();
        factory.addInterface(type);
        factory.setTarget(model);
        factory.addAdvisor(new SentRequests());
        return type.cast(factory.getProxy(WatchedParts.class.getClassLoader()));
    }

    private static ExecutionRecorder recorder() {
        ExecutionRecorder recorder = RunningRecorders.current();
        if (recorder == null) {
            throw new IllegalStateException("no context runs");
        }
        return recorder;
    }

    private static final class SentRequests extends StaticMethodMatcherPointcutAdvisor {

        private static final long serialVersionUID = 1L;

        private SentRequests() {
            super(new ModelWatch(RECORDER));
        }

        @Override
        public boolean matches(Method method, Class<?> targetClass) {
            return SentRequest.isSent(method, targetClass);
        }
    }
}
