// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.CurrentExecution;
import dev.agenttracking.execution.Faults;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;

/**
 * Makes the execution that a request names the parent of those that begin in it. The thread is as it was after the request, and
 * nothing that an earlier one left on it shows in this one.
 */
public final class ReceivingServletFilter implements Filter {

    private final Faults faults;

    /** Makes a filter. */
    public ReceivingServletFilter(Faults faults) {
        this.faults = faults;
    }

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CallerBaggage baggage = request instanceof HttpServletRequest http
                ? CallerBaggage.read(() -> headers(http), faults)
                : CallerBaggage.NOTHING;
        try (CurrentExecution.Scope ignored =
                CurrentExecution.enter(CurrentExecution.onBehalfOf(baggage.caller(), baggage.ids()))) {
            chain.doFilter(request, response);
        }
    }

    private static List<String> headers(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders(CallerBaggage.HEADER);
        return headers == null ? List.of() : Collections.list(headers);
    }
}
