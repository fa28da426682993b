// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.agenttracking.execution.Evaluation;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ErrorCheckTest {

    private final ErrorCheck check = new ErrorCheck();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\": \"rate limit\"}",
                "{\"error\": {\"message\": \"The model is overloaded\", \"type\": \"server_error\", \"code\": null}}",
                "{\"type\": \"error\", \"error\": {\"type\": \"overloaded_error\", \"message\": \"Overloaded\"}}",
                "{\"result\": null, \"error\": true}",
                "{\"error\": 429}",
                "```json\n{\"error\": \"no such character\"}\n```",
            })
    void findsJsonWithAnError(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Error: 429 Too Many Requests",
                "Error: 429 - rate limit reached for requests",
                "ERROR: something broke",
                "**Error:** the upstream server did not answer",
                "Error code: 429 - {'error': {'message': 'Rate limit reached', 'type': 'requests'}}",
                "Error 503: no backend",
                "HTTP 502",
                "HTTP/1.1 502 Bad Gateway",
                "HTTP Error 500: Internal Server Error",
                "HTTP error 429",
                "429 Too Many Requests",
                "500 Internal Server Error",
                "503: Service Unavailable",
                "403 Forbidden",
                "Internal Server Error",
                "internal server error.",
                "Bad Gateway",
                "Service Unavailable",
                "Service temporarily unavailable. Please try again later.",
                "Gateway Timeout",
                "Request timed out.",
                "Request timed out after 60 seconds",
                "The request timed out. Please try again.",
                "Read timed out",
                "Connection refused",
                "Connection reset by peer",
                "Rate limit exceeded",
                "Rate limit reached for gpt-4o in organization org-1 on tokens per min.",
                "You exceeded your current quota, please check your plan and billing details.",
                "Incorrect API key provided: sk-***. You can find your API key in your account's settings.",
                "Invalid API key",
                "Unauthorized",
                "Access denied",
                "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
                "no healthy upstream",
                "An error occurred while processing your request.",
                "An unexpected error has occurred.",
                "Sorry, something went wrong. Please try again later.",
                "Oops! Something went wrong.",
                "The server had an error while processing your request. Sorry about that!",
                "That model is currently overloaded with other requests.",
                "This model's maximum context length is 8192 tokens. However, your messages resulted in 9000 tokens.",
                "java.net.SocketTimeoutException: Read timed out",
                "openai.RateLimitError: Error code: 429",
                "Traceback (most recent call last):\n  File \"app.py\", line 3, in <module>",
                "Failed to fetch",
                "fetch failed",
                "Overloaded",
            })
    void findsMessagesOfProvidersAndProxies(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body><center><h1>502 Bad Gateway</h1></center>"
                        + "<hr><center>nginx</center></body></html>",
                "<!DOCTYPE html><html lang=\"en\"><head><title>example.org | 524: A timeout occurred</title></head></html>",
                "<!DOCTYPE html>\n<html><head><title>Attention Required! | Cloudflare</title></head></html>",
                "<html><head><title>503 Service Temporarily Unavailable</title></head></html>",
                "<html><head><title>Error 404 (Not Found)!!1</title></head></html>",
                "<!doctype html><html lang=\"en\"><head><title>HTTP Status 500 – Internal Server Error</title></head></html>",
                "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>AccessDenied</Code></Error>",
            })
    void findsErrorPages(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.FAIL);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Maren is afraid of the sea.",
                "{\"error\": null, \"result\": 1}",
                "{\"error\": false}",
                "{\"error\": \"\"}",
                "{\"error\": [ ]}",
                "{\"error\": 0}",
                "{\"result\": {\"error\": \"inner\"}}",
                "{\"errors\": 3}",
                "Error: none",
                "Error 404 means that the page was not found.",
                "Error: 429 means that you have sent too many requests.",
                "HTTP 502 means that a proxy got no valid answer.",
                "502 Bad Gateway indicates that a proxy got no valid answer from the server behind it.",
                "Internal Server Error is what a server says when it does not know better.",
                "\"Internal Server Error\" is the text of status 500.",
                "So many requests for help came in that night.",
                "A 500 Internal Server Error is a failure of the server.",
                "The error occurs because the list is empty: check its size first.",
                "An error in the third line makes it fail: the bracket is not closed.",
                "Unauthorized access to the tower was what the guard feared.",
                "Forbidden fruit tastes best.",
                "Bad requests deserve bad answers.",
                "She refused the connection and walked away.",
                "Much went wrong with the ship long before the storm.",
                "Overloaded carts broke on the mountain road.",
                "404",
                "500",
                "500 years ago the bridge was built.",
                "429 people came.",
                "Exceptions: none of the guests was late.",
                "To fix a 429, wait and send fewer requests; the header Retry-After says for how long.",
                "<html><head><title>My garden</title></head><body><h1>Roses</h1></body></html>",
                "<p>Internal Server Error</p>",
                "Example.com is a domain for examples.",
            })
    void leavesAnswersAlone(String text) {
        assertThat(label(text)).isEqualTo(Evaluation.Label.PASS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Error: the ", "Internal Server Error. It ", "HTTP 500 "})
    void leavesLongTextsAlone(String begin) {
        assertThat(label(begin + "server could not go on, and this is what to do about it step by step. ".repeat(20)))
                .isEqualTo(Evaluation.Label.PASS);
    }

    private Evaluation.Label label(String text) {
        CheckResult result = check.check(JudgedResponse.of(text));
        assertThat(result).isNotNull();
        return result.label();
    }
}
