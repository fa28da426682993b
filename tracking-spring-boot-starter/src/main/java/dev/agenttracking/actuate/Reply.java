// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.actuate;

import dev.agenttracking.analytics.AnalyticsException;
import dev.agenttracking.analytics.AnalyticsJson;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/** What an endpoint answers: a JSON document, or {@code {"message"}} with the status that says what is wrong. */
final class Reply {

    static final int CONFLICT = 409;

    private Reply() {}

    /**
     * The answer of an operation.
     *
     * @param operation may fail with {@link MalformedRequestException} or {@link AnalyticsException}
     */
    static WebEndpointResponse<String> to(Supplier<WebEndpointResponse<String>> operation) {
        try {
            return operation.get();
        } catch (MalformedRequestException e) {
            return problem(WebEndpointResponse.STATUS_BAD_REQUEST, e.getMessage());
        } catch (AnalyticsException e) {
            return problem(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE, e.getMessage());
        }
    }

    static WebEndpointResponse<String> of(Object answer) {
        return new WebEndpointResponse<>(AnalyticsJson.write(answer));
    }

    static WebEndpointResponse<String> problem(int status, @Nullable String message) {
        String told = message == null ? "There is no answer" : message;
        return new WebEndpointResponse<>(AnalyticsJson.write(Map.of("message", told)), status);
    }
}
