// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.aheadoftime;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Scope;
import org.springframework.stereotype.Component;

/** Where nested agents are. */
final class Halls {

    private Halls() {}

    /** Generic, nested, and made anew each time. */
    @Component
    @Scope("prototype")
    static class Jester<T> {

        @Autowired
        @SuppressWarnings("NullAway.Init")
        private Bystander bystander;

        private int jests;

        @TrackExecution
        public int jest() {
            return count();
        }

        @Stage(ExecutionStage.POST_PROCESS)
        int count() {
            bystander.watch("jest");
            return ++jests;
        }
    }
}
