// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.llm.springai.WatchedModel;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.util.ClassUtils;

/** What a native image has to keep to watch Spring AI: proxies of models that are a {@code ChatModel} and nothing else. */
final class SpringAiRuntimeHints implements RuntimeHintsRegistrar {

    private static final String MODEL = "org.springframework.ai.chat.model.ChatModel";

    /** What is asked by name, since providers' modules are not there to build against. */
    private static final List<String> ASKED = List.of(
            "com.openai.models.completions.CompletionUsage",
            "com.openai.models.completions.CompletionUsage$CompletionTokensDetails");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader loader) {
        if (ClassUtils.isPresent(MODEL, loader)) {
            hints.proxies()
                    .registerJdkProxy(AopProxyUtils.completeJdkProxyInterfaces(
                            WatchedModel.class, ClassUtils.resolveClassName(MODEL, loader)));
        }
        for (String name : ASKED) {
            hints.reflection().registerTypeIfPresent(loader, name, MemberCategory.INVOKE_PUBLIC_METHODS);
        }
    }
}
