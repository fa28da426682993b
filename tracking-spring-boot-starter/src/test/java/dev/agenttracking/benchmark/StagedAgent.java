// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;

/** An execution with four stages, one without any, and one with arguments. */
public class StagedAgent {

    /** The bean as others see it, so that its own calls go through a proxy, where it has one. */
    StagedAgent self = this;

    /** Four stages. */
    @TrackExecution
    public String run() {
        Work.once();
        self.prepare();
        self.ask();
        self.parse();
        self.finish();
        return "done";
    }

    /** No stages. */
    @TrackExecution
    public String plain() {
        Work.once();
        return "done";
    }

    /** No stages, and arguments that are stored. */
    @TrackExecution
    public String withArguments(Arguments arguments) {
        Work.once();
        return "done";
    }

    /** A stage. */
    @Stage(ExecutionStage.PRE_PROCESS)
    public void prepare() {
        Work.once();
    }

    /** A stage. */
    @Stage(ExecutionStage.LLM_CALL)
    public void ask() {
        Work.once();
    }

    /** A stage. */
    @Stage(ExecutionStage.LLM_PARSE)
    public void parse() {
        Work.once();
    }

    /** A stage. */
    @Stage(ExecutionStage.POST_PROCESS)
    public void finish() {
        Work.once();
    }
}
