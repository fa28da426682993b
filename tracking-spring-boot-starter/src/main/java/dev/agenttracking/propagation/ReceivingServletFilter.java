// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.CurrentExecution;
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

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        CallerBaggage baggage = request instanceof HttpServletRequest http ? read(http) : CallerBaggage.read(List.of());
        try (CurrentExecution.Scope ignored =
                CurrentExecution.enter(CurrentExecution.onBehalfOf(baggage.caller(), baggage.ids()))) {
            chain.doFilter(request, response);
        }
    }

    private static CallerBaggage read(HttpServletRequest request) {
        Enumeration<String> headers = request.getHeaders(CallerBaggage.HEADER);
        return CallerBaggage.read(headers == null ? List.of() : Collections.list(headers));
    }
}
