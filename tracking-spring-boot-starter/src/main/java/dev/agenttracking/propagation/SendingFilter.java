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
            ClientRequest sent;
            if (inContext == null) {
                sent = caller.addTo(request, SendingFilter::withHeader);
            } else {
                try (CurrentExecution.Scope ignored = CurrentExecution.enter(inContext)) {
                    sent = caller.addTo(request, SendingFilter::withHeader);
                }
            }
            return next.exchange(sent);
        });
    }

    private static ClientRequest withHeader(ClientRequest request, String baggage) {
        return ClientRequest.from(request).header(CallerBaggage.HEADER, baggage).build();
    }
}
