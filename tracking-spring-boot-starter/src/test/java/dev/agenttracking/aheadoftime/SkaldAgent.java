// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.aheadoftime;

import dev.agenttracking.Relevance;
import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Sensitive;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;

/** Has two constructors, and annotations on the one that counts. */
@Component
class SkaldAgent {

    private final String meter;
    private final AbstractPlatformTransactionManager transactions;
    private boolean set;

    SkaldAgent() {
        throw new IllegalStateException("not this one");
    }

    @Autowired
    SkaldAgent(
            @Value("${saga.meter:dróttkvætt}") String meter,
            @Qualifier("transactionManager") AbstractPlatformTransactionManager transactions) {
        this.meter = meter;
        this.transactions = transactions;
    }

    @Autowired
    void setAnything(@Qualifier("law") Object law) {
        set = true;
    }

    @TrackExecution
    public @Nullable Stanza sing(@VaultId String vault, Theme theme) {
        if (!shouldRespond(theme).respond()) {
            return null;
        }
        return new Stanza(List.of(theme), meter + " " + parse("{\"lines\":0}") + set + (transactions != null));
    }

    @Stage(ExecutionStage.SHOULD_RESPOND)
    Relevance shouldRespond(Theme theme) {
        return new Relevance(!theme.word().isEmpty(), 0.5, "has a word");
    }

    @Stage(value = ExecutionStage.LLM_CALL, response = Stanza.class)
    protected String parse(String json) {
        return json;
    }

    @Stage(value = ExecutionStage.POST_PROCESS, required = true)
    void polish() {}

    record Theme(String word, @Sensitive String secret) {}

    record Stanza(List<Theme> themes, String text) {}
}
