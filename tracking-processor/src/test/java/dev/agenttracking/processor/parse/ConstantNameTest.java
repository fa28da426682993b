// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.processor.parse;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConstantNameTest {

    @ParameterizedTest
    @CsvSource({
        "pre_process, PRE_PROCESS",
        "checkFacts, CHECK_FACTS",
        "check-facts, CHECK_FACTS",
        "check facts, CHECK_FACTS",
        "check.facts!, CHECK_FACTS",
        "LLMCall, LLM_CALL",
        "callLLM, CALL_LLM",
        "step2Done, STEP2_DONE",
        "2nd step, _2ND_STEP",
        "__odd--name__, ODD_NAME",
        "prüfen, PRÜFEN",
        "'--', ''",
        "' ', ''"
    })
    void readsWordsOfAnyStyle(String name, String constant) {
        assertThat(ConstantName.of(name)).isEqualTo(constant);
    }
}
