// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.testing;

import java.util.List;
import java.util.UUID;

/** What a Kotlin application does with its agents: {@code kotlin/Scenarios.kt} among the resources. */
public interface KotlinScenarios {

    /** The execution that was current wherever somebody looked, in that order. */
    List<UUID> seen();

    /** The thread that somebody looked on. */
    List<String> threads();

    /** Forgets what was seen. */
    void forget();

    String atOnce();

    String later();

    String elsewhere();

    void tail();

    String undispatched();

    Throwable failing();

    Throwable cancelled();

    Throwable cancelledBefore();

    Throwable outOfTime();

    Throwable slow();

    String nested();

    String inTurn();

    String staged();

    boolean routed();

    List<String> emitting();

    int recursive();

    List<String> manyAtOnce();
}
