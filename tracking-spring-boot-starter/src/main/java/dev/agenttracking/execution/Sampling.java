// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import dev.agenttracking.annotation.ExecutionStatus;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Decides which ended executions are stored. The id of the tree's root is the lot, so a tree is drawn as a whole, and in every
 * process alike. A rate of an agent of its own applies where the agent is the root, and can only lower that of its callers
 * elsewhere. What failed, ran out of time, was skipped or abandoned, or has a poor answer is kept, with those that called it in
 * this process.
 *
 * <p><b>Threading</b>: used by the writer's thread alone.
 */
public final class Sampling {

    private static final double DOUBLE_UNIT = 0x1.0p-53;

    private final double rate;
    private final boolean agentsHaveRates;

    /**
     * Makes a sampling.
     *
     * @param rate the part of the trees that is kept, 0 to 1
     */
    public Sampling(double rate) {
        this(rate, true);
    }

    private Sampling(double rate, boolean agentsHaveRates) {
        this.rate = rate;
        this.agentsHaveRates = agentsHaveRates;
    }

    /** Keeps everything, whatever agents say. */
    public static Sampling none() {
        return new Sampling(1, false);
    }

    /** Whether nothing is ever left out. */
    public boolean keepsAll() {
        return !agentsHaveRates;
    }

    /**
     * What is to be stored now that an execution has ended: nothing, or it, after those that called it and were left out when
     * they ended.
     */
    public List<Execution> select(Execution ended) {
        if (isDrawn(ended) || ended.retention() == Retention.KEPT) {
            ended.retention(Retention.KEPT);
            return List.of(ended);
        }
        if (!mustBeKept(ended.status()) && !ended.findings().isPoor()) {
            ended.retention(Retention.LEFT_OUT);
            return List.of();
        }
        List<Execution> kept = new ArrayList<>();
        kept.add(ended);
        ended.retention(Retention.KEPT);
        for (Execution caller = ended.parent(); caller != null; caller = caller.parent()) {
            if (caller.retention() == Retention.LEFT_OUT) {
                kept.add(caller);
            }
            caller.retention(Retention.KEPT);
        }
        Collections.reverse(kept);
        return kept;
    }

    /** Whether an execution that still runs is one of those to be stored, as far as is known. */
    public boolean selectsRunning(Execution running) {
        return isDrawn(running) || running.retention() == Retention.KEPT || mustBeKept(running.status());
    }

    private static boolean mustBeKept(ExecutionStatus status) {
        return switch (status) {
            case FAILED, TIMEOUT, SKIPPED, ABANDONED -> true;
            default -> false;
        };
    }

    private boolean isDrawn(Execution execution) {
        if (!agentsHaveRates) {
            return true;
        }
        double least = 1;
        for (Execution e = execution; e != null; e = e.parent()) {
            double own = e.policy().samplingRate();
            double applies = Double.isNaN(own) ? e.parent() == null ? rate : 1 : own;
            least = Math.min(least, applies);
        }
        return least >= 1 || lot(execution.rootId().getLeastSignificantBits()) < least;
    }

    /** 53 of the id's random bits as a number from 0 to 1. */
    private static double lot(long idLow) {
        return ((idLow << 2) >>> 11) * DOUBLE_UNIT;
    }

    /** What was decided about an execution. */
    enum Retention {
        UNDECIDED,
        LEFT_OUT,
        KEPT
    }
}
