// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.llm.springai;

import dev.agenttracking.annotation.TrackExecution;
import java.util.function.Supplier;
import reactor.core.publisher.Flux;

/** Answers in pieces, whoever makes them. */
public class StreamingAgent {

    @TrackExecution
    public Flux<String> answer(Supplier<Flux<String>> pieces) {
        return pieces.get();
    }
}
