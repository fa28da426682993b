// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import dev.agenttracking.TrackingContextResolver;
import dev.agenttracking.annotation.ValidationHooks;
import dev.agenttracking.execution.CallObserver;
import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.LlmAccounting;
import dev.agenttracking.execution.Surroundings;
import dev.agenttracking.execution.TransactionOutcome;
import dev.agenttracking.weaving.SpringTransactions;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.ClassUtils;

/** Asks the application's resolver, its tracing and its hooks, where it has them; the first two are found at the first execution. */
final class ApplicationSurroundings implements Surroundings {

    private static final String SPRING_TRANSACTIONS =
            "org.springframework.transaction.support.TransactionSynchronization";

    private final Supplier<@Nullable TrackingContextResolver> resolver;
    private final Supplier<@Nullable TraceSource> traces;
    private final Supplier<@Nullable LlmAccounting> accounting;
    private final Supplier<@Nullable CallObserver> observer;
    private final ApplicationHooks hooks;
    private final @Nullable SpringTransactions transactions;

    ApplicationSurroundings(
            ObjectProvider<TrackingContextResolver> resolvers,
            ObjectProvider<TraceSource> traces,
            ObjectProvider<LlmAccounting> accountings,
            ObjectProvider<CallObserver> observers,
            ApplicationHooks hooks) {
        this.resolver = new Once<>(resolvers::getIfUnique);
        this.traces = new Once<>(traces::getIfAvailable);
        this.accounting = new Once<>(accountings::getIfUnique);
        this.observer = new Once<>(observers::getIfUnique);
        this.hooks = hooks;
        this.transactions = ClassUtils.isPresent(SPRING_TRANSACTIONS, getClass().getClassLoader())
                ? new SpringTransactions()
                : null;
    }

    @Override
    public @Nullable TraceIds trace() {
        TraceSource source = traces.get();
        return source == null ? null : source.current();
    }

    @Override
    public @Nullable ContextIds idsOfRoot() {
        TrackingContextResolver present = resolver.get();
        TrackingContextResolver.Ids ids = present == null ? null : present.resolve();
        return ids == null ? null : new ContextIds(text(ids.vaultId()), text(ids.conversationId()), text(ids.userId()));
    }

    @Override
    public List<ValidationHooks> hooks(String agent) {
        return hooks.of(agent);
    }

    @Override
    public LlmAccounting llmAccounting() {
        LlmAccounting present = accounting.get();
        return present == null ? LlmAccounting.NONE : present;
    }

    @Override
    public CallObserver observer() {
        CallObserver present = observer.get();
        return present == null ? CallObserver.NONE : present;
    }

    @Override
    public @Nullable TransactionOutcome transaction() {
        return transactions == null ? null : transactions.current();
    }

    private static @Nullable String text(@Nullable Object id) {
        return id == null ? null : id.toString();
    }
}
