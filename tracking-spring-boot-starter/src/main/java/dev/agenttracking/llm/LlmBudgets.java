// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm;

import dev.agenttracking.BudgetExceededException;
import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.ExecutionJournal;
import dev.agenttracking.execution.LlmCall;
import dev.agenttracking.execution.TimeSource;
import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Counts what calls use, and holds it against the budgets. A call counts when it begins, and goes on counting if it fails; tokens
 * and cost count when it ends, so that calls under way at once can use more than is left.
 *
 * <p><b>Threading</b>: thread-safe.
 *
 * <p><b>Failure</b>: throws {@link BudgetExceededException} where a call must not be made.
 */
public final class LlmBudgets {

    private static final String MAX_DEPTH = "max-depth";

    private final List<BudgetAccounts> accounts;
    private final BudgetListener listener;
    private final TimeSource time;

    /**
     * Makes budgets.
     *
     * @param listener hears of those that are exceeded; must not throw
     */
    public LlmBudgets(List<Budget> budgets, BudgetListener listener, TimeSource time) {
        this.accounts = budgets.stream().map(BudgetAccounts::new).toList();
        this.listener = listener;
        this.time = time;
    }

    void admit(Execution execution) {
        for (int i = 0; i < accounts.size(); i++) {
            BudgetAccounts of = accounts.get(i);
            String key = of.keyOf(execution);
            Spending.Excess excess = key == null ? null : excess(of, execution, key, false);
            if (key == null || excess == null) {
                continue;
            }
            boolean refused = of.budget().mode() == Budget.Mode.HARD;
            if (refused) {
                giveBack(execution, i);
            }
            tell(of, execution, key, excess);
            if (refused) {
                throw new BudgetExceededException(
                        of.budget().name(),
                        of.budget().scope().text(),
                        key,
                        excess.limit(),
                        excess.allowed(),
                        excess.used());
            }
        }
    }

    /** A call that is made, whatever the budgets say: all of them count it. */
    void admitted(Execution execution) {
        for (BudgetAccounts of : accounts) {
            String key = of.keyOf(execution);
            Spending.Excess excess = key == null ? null : excess(of, execution, key, true);
            if (key != null && excess != null) {
                tell(of, execution, key, excess);
            }
        }
    }

    void ended(Execution execution, LlmCall call) {
        LlmCall.Answer answer = call.answer();
        if (answer == null) {
            return;
        }
        for (BudgetAccounts of : accounts) {
            String key = of.keyOf(execution);
            if (key == null) {
                continue;
            }
            LlmCall.Usage usage = answer.usage();
            LlmCall.Cost cost = answer.cost();
            tellOfUnknown(of.budget(), execution, answer);
            Spending.Excess excess = of.of(execution, key)
                    .add(usage == null ? 0 : usage.total(), cost == null ? BigDecimal.ZERO : cost.usd(), nowMillis());
            if (excess != null && of.budget().mode() == Budget.Mode.SOFT) {
                tell(of, execution, key, excess);
            }
        }
    }

    private Spending.@Nullable Excess excess(BudgetAccounts of, Execution execution, String key, boolean isMade) {
        Spending.Excess depth = depthExcess(of.budget(), execution);
        boolean mayRefuse = !isMade && of.budget().mode() == Budget.Mode.HARD;
        if (depth != null && mayRefuse) {
            return depth;
        }
        Spending.Excess excess = of.of(execution, key).take(nowMillis(), mayRefuse);
        return excess == null ? depth : excess;
    }

    private static Spending.@Nullable Excess depthExcess(Budget budget, Execution execution) {
        Integer allowed = budget.maxDepth();
        if (allowed == null) {
            return null;
        }
        int depth = execution.depth();
        return depth > allowed
                ? new Spending.Excess(MAX_DEPTH, BigDecimal.valueOf(allowed), BigDecimal.valueOf(depth))
                : null;
    }

    /** What the budgets before have counted of a call that is not made. */
    private void giveBack(Execution execution, int before) {
        for (int i = 0; i < before; i++) {
            String key = accounts.get(i).keyOf(execution);
            if (key != null) {
                accounts.get(i).of(execution, key).giveBack();
            }
        }
    }

    private void tell(BudgetAccounts of, Execution execution, String key, Spending.Excess excess) {
        Budget budget = of.budget();
        boolean first = isFirst(execution, budget, excess.limit());
        if (first) {
            Map<String, Object> data = new LinkedHashMap<>();
            data.put("budget", budget.name());
            data.put("scope", budget.scope().text());
            data.put("key", key);
            data.put("mode", budget.mode().text());
            data.put("limit", excess.limit());
            data.put("allowed", excess.allowed());
            data.put("used", excess.used());
            ExecutionJournal.event(execution, "WARN", "budget " + budget.name() + " exceeded", data);
        }
        if (first || budget.mode() == Budget.Mode.HARD) {
            listener.exceeded(
                    new BudgetListener.Exceeded(budget, key, excess.limit(), excess.allowed(), excess.used()));
        }
    }

    /** Whatever a call used that does not say so counts as nothing: whoever relies on the budget has to know. */
    private void tellOfUnknown(Budget budget, Execution execution, LlmCall.Answer answer) {
        if (answer.failure() != null) {
            return;
        }
        boolean tokens = answer.usage() == null && budget.maxTokens() != null;
        boolean cost = answer.cost() == null && budget.maxCostUsd() != null;
        if ((tokens || cost) && isFirst(execution, budget, "unknown")) {
            ExecutionJournal.event(
                    execution,
                    "WARN",
                    "budget " + budget.name() + " counts a call as nothing",
                    Map.of("budget", budget.name(), "unknown", tokens ? "tokens" : "cost"));
        }
    }

    private static boolean isFirst(Execution execution, Budget budget, String what) {
        return execution
                .attachment(new Told(budget.name(), what), AtomicBoolean.class, AtomicBoolean::new)
                .compareAndSet(false, true);
    }

    private long nowMillis() {
        return TimeUnit.MICROSECONDS.toMillis(time.epochMicros());
    }

    private record Told(String budget, String what) {}
}
