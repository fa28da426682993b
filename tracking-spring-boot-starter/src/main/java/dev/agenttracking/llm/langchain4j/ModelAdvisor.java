// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.langchain4j;

import dev.langchain4j.model.chat.ChatModel;
import dev.langchain4j.model.chat.StreamingChatModel;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Watches the beans that are chat or embedding models. */
public final class ModelAdvisor extends BeanAdvisor {

    private static final long serialVersionUID = 1L;

    /**
     * Makes an advisor.
     *
     * @param enabled whether anything is watched
     */
    public ModelAdvisor(LangChain4jRecorder recorder, boolean enabled) {
        super(new ModelWatch(recorder), enabled);
    }

    @Override
    public boolean matches(Method method, Class<?> targetClass) {
        return SentRequest.isSent(method, targetClass);
    }

    @Override
    boolean isWatched(Class<?> beanClass) {
        return SentRequest.isModel(beanClass);
    }

    /** A class that has other models do its work loses nothing: those are the ones to watch. */
    @Override
    @Nullable
    String loss(Class<?> userClass) {
        try {
            return Arrays.stream(userClass.getDeclaredFields())
                            .map(Field::getType)
                            .anyMatch(type -> ChatModel.class.isAssignableFrom(type)
                                    || StreamingChatModel.class.isAssignableFrom(type))
                    ? null
                    : "Calls of a model are recorded only where it has a listener";
        } catch (LinkageError incomplete) {
            return null;
        }
    }
}
