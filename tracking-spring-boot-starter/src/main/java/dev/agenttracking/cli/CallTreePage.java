// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.CallChain;
import dev.agenttracking.annotation.ExecutionStatus;
import java.util.List;
import java.util.UUID;

/** A tree of calls with its branches; the one that was asked about has a mark. */
record CallTreePage(CallChain chain, UUID asked) {

    private static final int MAX_INDENTS = 12;

    Page page(Terminal terminal) {
        Page page = new Page(terminal);
        List<CallChain.Call> calls = chain.calls();
        for (int i = 0; i < calls.size(); i++) {
            CallChain.Call call = calls.get(i);
            boolean isLast = isLast(i, call.depth());
            String branch = call.depth() == 0 ? "" : isLast ? "└─ " : "├─ ";
            String below = (call.depth() == 0 ? "" : isLast ? "   " : "│  ") + (hasCalls(i) ? "│  " : "   ");
            page.entry(
                    (call.executionId().equals(asked) ? "> " : "  ") + trunk(i) + branch,
                    CallChainLines.line(call),
                    call.status() == ExecutionStatus.SUCCESS ? null : Style.of(call.status()));
            page.entry(
                    "  " + trunk(i) + below,
                    Notes.joined("  ", call.executionId().toString(), call.callReason()),
                    Style.FAINT);
            if (call.status() == ExecutionStatus.SKIPPED && call.relevanceReasoning() != null) {
                page.entry("  " + trunk(i) + below, call.relevanceReasoning(), Style.FAINT);
            }
        }
        return page.line("").line(CallChainLines.totals(chain));
    }

    /** The branches of those around it that go on below. */
    private String trunk(int index) {
        StringBuilder trunk = new StringBuilder();
        int depth = Math.min(chain.calls().get(index).depth(), MAX_INDENTS);
        for (int level = 1; level < depth; level++) {
            trunk.append(isLast(index, level) ? "   " : "│  ");
        }
        return trunk.toString();
    }

    /** Whether there is no more call on a level below the same caller. */
    private boolean isLast(int index, int level) {
        for (int i = index + 1; i < chain.calls().size(); i++) {
            int depth = chain.calls().get(i).depth();
            if (depth <= level) {
                return depth < level;
            }
        }
        return true;
    }

    private boolean hasCalls(int index) {
        List<CallChain.Call> calls = chain.calls();
        return index + 1 < calls.size()
                && calls.get(index + 1).depth() > calls.get(index).depth();
    }
}
