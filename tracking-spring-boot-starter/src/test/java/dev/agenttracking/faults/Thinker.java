// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.faults;

import dev.agenttracking.annotation.ExecutionStage;
import dev.agenttracking.annotation.Stage;
import dev.agenttracking.annotation.TrackExecution;
import dev.agenttracking.annotation.VaultId;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

/** Does what it is told to, once for each kind of result. */
public class Thinker {

    @TrackExecution
    public Object plain(@VaultId Object vault, Object argument, Callable<?> body) throws Exception {
        think();
        return body.call();
    }

    @TrackExecution
    public CompletableFuture<?> future(@VaultId Object vault, Object argument, Callable<?> body) throws Exception {
        think();
        return (CompletableFuture<?>) body.call();
    }

    @TrackExecution
    public Mono<?> mono(@VaultId Object vault, Object argument, Callable<?> body) throws Exception {
        think();
        return (Mono<?>) body.call();
    }

    @TrackExecution
    public Flux<?> flux(@VaultId Object vault, Object argument, Callable<?> body) throws Exception {
        think();
        return (Flux<?>) body.call();
    }

    @TrackExecution
    public Stream<?> stream(@VaultId Object vault, Object argument, Callable<?> body) throws Exception {
        think();
        return (Stream<?>) body.call();
    }

    /** Execution and stage in one. */
    @TrackExecution
    @Stage(ExecutionStage.LLM_CALL)
    public Object staged(@VaultId Object vault, Object argument, Callable<?> body) throws Exception {
        return body.call();
    }

    @Stage(ExecutionStage.PRE_PROCESS)
    protected String think() {
        return "well";
    }
}
