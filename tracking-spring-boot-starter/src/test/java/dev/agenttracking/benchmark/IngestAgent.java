// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import dev.agenttracking.annotation.ConversationId;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;

/** Eight stages, and a kilobyte of JSON in and out. */
public class IngestAgent {

    static final int STAGES = 8;

    /** All stages, one after the other. */
    @TrackExecution
    public IngestContent answer(@VaultId String vault, @ConversationId String conversation, IngestContent question) {
        init();
        decide();
        prepare();
        ask();
        request();
        parse();
        finish();
        complete();
        return IngestContent.number(question.number() + 1);
    }

    /** A stage. */
    @Stage(ExecutionStage.INIT)
    public void init() {
        Work.once();
    }

    /** A stage. */
    @Stage(value = ExecutionStage.PRE_PROCESS, name = "decide")
    public void decide() {
        Work.once();
    }

    /** A stage. */
    @Stage(ExecutionStage.PRE_PROCESS)
    public void prepare() {
        Work.once();
    }

    /** A stage. */
    @Stage(ExecutionStage.LLM_PREPARE)
    public void ask() {
        Work.once();
    }

    /** A stage. */
    @Stage(ExecutionStage.LLM_CALL)
    public void request() {
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

    /** A stage. */
    @Stage(ExecutionStage.COMPLETE)
    public void complete() {
        Work.once();
    }
}
