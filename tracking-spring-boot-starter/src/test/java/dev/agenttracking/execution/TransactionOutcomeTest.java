// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.execution;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class TransactionOutcomeTest {

    private final TransactionOutcome outcome = new TransactionOutcome();
    private final List<TransactionEnd> told = new ArrayList<>();

    @Test
    void tellsThoseWhoWaitAndThoseWhoComeLaterOfARollback() {
        outcome.whenNotCommitted(told::add);
        assertThat(told).isEmpty();

        outcome.ended(TransactionEnd.ROLLED_BACK);
        outcome.whenNotCommitted(told::add);
        outcome.ended(TransactionEnd.COMMITTED);

        assertThat(told).containsExactly(TransactionEnd.ROLLED_BACK, TransactionEnd.ROLLED_BACK);
        assertThat(outcome.end()).isEqualTo(TransactionEnd.ROLLED_BACK);
    }

    @Test
    void tellsNobodyOfACommit() {
        outcome.whenNotCommitted(told::add);
        outcome.ended(TransactionEnd.COMMITTED);
        outcome.whenNotCommitted(told::add);
        assertThat(told).isEmpty();
    }

    @Test
    void keepsABoundedNumberWaitingAndSaysHowManyWentWithout(CapturedOutput output) {
        for (int i = 0; i < TransactionOutcome.MAX_WAITING + 3; i++) {
            outcome.whenNotCommitted(told::add);
        }
        outcome.ended(TransactionEnd.ROLLED_BACK);
        assertThat(told).hasSize(TransactionOutcome.MAX_WAITING);
        assertThat(output).contains("rolled_back after 10003 executions; only the first 10000 rows say so");
    }
}
