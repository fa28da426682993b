// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.propagation;

import dev.agenttracking.execution.ContextIds;
import dev.agenttracking.execution.Faults;
import dev.agenttracking.execution.RemoteCaller;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The calling execution as members of the {@code baggage} header. {@code agenttracking.execution} is
 * {@code <id>/<root id>/<depth>/<sequence>}; the ids of vault, conversation and user have members of their own, where they are
 * sent.
 *
 * <p><b>Source</b>: W3C Baggage, <a href="https://www.w3.org/TR/baggage/">www.w3.org/TR/baggage</a>.
 *
 * @param caller null where the header names none
 * @param ids what the header has of them
 */
record CallerBaggage(@Nullable RemoteCaller caller, ContextIds ids) {

    static final String HEADER = "baggage";

    private static final String EXECUTION = "agenttracking.execution";
    private static final String VAULT = "agenttracking.vault";
    private static final String CONVERSATION = "agenttracking.conversation";
    private static final String USER = "agenttracking.user";
    private static final int MAX_HEADER_LENGTH = 8_192;
    private static final int MAX_ID_LENGTH = 512;
    private static final int MAX_DEPTH = 10_000;

    /** Nobody. */
    static final CallerBaggage NOTHING = new CallerBaggage(null, new ContextIds(null, null, null));

    /** The members as a header's value. */
    static String write(RemoteCaller caller, @Nullable ContextIds ids) {
        StringBuilder value = new StringBuilder(EXECUTION)
                .append('=')
                .append(caller.executionId())
                .append('/')
                .append(caller.rootId())
                .append('/')
                .append(caller.depth())
                .append('/')
                .append(caller.sequence());
        if (ids != null) {
            append(value, VAULT, ids.vaultId());
            append(value, CONVERSATION, ids.conversationId());
            append(value, USER, ids.userId());
        }
        return value.toString();
    }

    /** What a request's headers say; nothing where they cannot be had. */
    static CallerBaggage read(Supplier<List<String>> headers, Faults faults) {
        try {
            return read(headers.get());
        } catch (Throwable fault) {
            faults.swallow("reading who calls", fault);
            return NOTHING;
        }
    }

    /** What headers say; what is malformed or too long counts as absent. */
    static CallerBaggage read(List<String> headers) {
        Map<String, String> members = new HashMap<>();
        for (String header : headers) {
            if (header.length() <= MAX_HEADER_LENGTH) {
                for (String member : header.split(",")) {
                    int properties = member.indexOf(';');
                    String pair = properties < 0 ? member : member.substring(0, properties);
                    int equals = pair.indexOf('=');
                    if (equals > 0) {
                        members.put(
                                pair.substring(0, equals).strip(),
                                pair.substring(equals + 1).strip());
                    }
                }
            }
        }
        return new CallerBaggage(
                caller(members.get(EXECUTION)),
                new ContextIds(id(members.get(VAULT)), id(members.get(CONVERSATION)), id(members.get(USER))));
    }

    private static void append(StringBuilder value, String name, @Nullable String id) {
        if (id != null && id.length() <= MAX_ID_LENGTH) {
            value.append(',')
                    .append(name)
                    .append('=')
                    .append(URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20"));
        }
    }

    private static @Nullable RemoteCaller caller(@Nullable String value) {
        String[] parts = value == null ? new String[0] : value.split("/");
        if (parts.length != 4) {
            return null;
        }
        try {
            int depth = Integer.parseInt(parts[2]);
            int sequence = Integer.parseInt(parts[3]);
            return depth < 0 || depth > MAX_DEPTH || sequence < 0
                    ? null
                    : new RemoteCaller(uuid(parts[0]), uuid(parts[1]), depth, sequence);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    /** {@link UUID#fromString} takes shortened ones too. */
    private static UUID uuid(String text) {
        UUID id = UUID.fromString(text);
        if (!id.toString().equalsIgnoreCase(text)) {
            throw new IllegalArgumentException(text);
        }
        return id;
    }

    private static @Nullable String id(@Nullable String encoded) {
        try {
            String id = encoded == null ? null : URLDecoder.decode(encoded.replace("+", "%2B"), StandardCharsets.UTF_8);
            return id == null || id.length() > MAX_ID_LENGTH ? null : id;
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }
}
