// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.CurrentExecution;
import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;
import reactor.core.publisher.Mono;

/**
 * Adds the calling execution to the requests of {@code WebClient}. It is looked for when the request is made, in the Reactor
 * context and else on the thread.
 */
public final class SendingFilter implements ExchangeFilterFunction {

    private final OutgoingCaller caller;

    /** Makes a filter. */
    public SendingFilter(OutgoingCaller caller) {
        this.caller = caller;
    }

    @Override
    public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
        return Mono.deferContextual(context -> {
            CurrentExecution.Handle inContext = context.getOrDefault(CurrentExecution.CONTEXT_KEY, null);
            String baggage;
            if (inContext == null) {
                baggage = caller.baggage();
            } else {
                try (CurrentExecution.Scope ignored = CurrentExecution.enter(inContext)) {
                    baggage = caller.baggage();
                }
            }
            return next.exchange(
                    baggage == null
                            ? request
                            : ClientRequest.from(request)
                                    .header(CallerBaggage.HEADER, baggage)
                                    .build());
        });
    }
}
