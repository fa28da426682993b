// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;

import dev.langchain4j.model.chat.response.StreamingChatResponseHandler;
import dev.langchain4j.model.openai.OpenAiTokenUsage;
import dev.langchain4j.service.TokenStream;
import org.junit.jupiter.api.Test;
import org.springframework.aot.hint.RuntimeHints;

class LangChain4jRuntimeHintsTest {

    @Test
    void keepsWhatStandsInTheWayOfAStreamAndWhatIsAskedByName() throws ReflectiveOperationException {
        RuntimeHints hints = new RuntimeHints();
        new LangChain4jRuntimeHints().registerHints(hints, getClass().getClassLoader());

        assertThat(proxies().forInterfaces(StreamingChatResponseHandler.class)).accepts(hints);
        assertThat(proxies().forInterfaces(TokenStream.class)).accepts(hints);
        assertThat(reflection().onMethodInvocation(OpenAiTokenUsage.class.getMethod("inputTokensDetails")))
                .accepts(hints);
        assertThat(reflection().onMethodInvocation(OpenAiTokenUsage.InputTokensDetails.class.getMethod("cachedTokens")))
                .accepts(hints);
    }
}
