// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;
import reactor.core.publisher.Mono;

/** Makes the execution that a request names the parent of those that begin in it, by the Reactor context. */
public final class ReceivingWebFilter implements WebFilter {

    private final Faults faults;

    /** Makes a filter. */
    public ReceivingWebFilter(Faults faults) {
        this.faults = faults;
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        CallerBaggage baggage = CallerBaggage.read(
                () -> exchange.getRequest().getHeaders().getValuesAsList(CallerBaggage.HEADER), faults);
        CurrentExecution.Handle handle = CurrentExecution.onBehalfOf(baggage.caller(), baggage.ids());
        return chain.filter(exchange).contextWrite(context -> context.put(CurrentExecution.CONTEXT_KEY, handle));
    }
}
