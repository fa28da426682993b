// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import java.io.IOException;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/** Adds the calling execution to the requests of {@code RestClient} and {@code RestTemplate}, beside other baggage. */
public final class SendingInterceptor implements ClientHttpRequestInterceptor {

    private final OutgoingCaller caller;

    /** Makes an interceptor. */
    public SendingInterceptor(OutgoingCaller caller) {
        this.caller = caller;
    }

    @Override
    public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
            throws IOException {
        return execution.execute(caller.addTo(request, SendingInterceptor::withHeader), body);
    }

    private static HttpRequest withHeader(HttpRequest request, String baggage) {
        request.getHeaders().add(CallerBaggage.HEADER, baggage);
        return request;
    }
}
