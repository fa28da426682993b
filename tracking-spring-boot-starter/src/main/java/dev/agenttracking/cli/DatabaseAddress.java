// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a database is and who asks. Understands {@code jdbc:postgresql://host:port/db?user=…&password=…} and
 * {@code postgresql://user:password@host:port/db}.
 *
 * @param url for the driver, without user and password
 */
record DatabaseAddress(
        String url, @Nullable String username, @Nullable String password) {

    private static final String JDBC = "jdbc:";
    private static final Pattern FORM =
            Pattern.compile("(?:jdbc:)?postgres(?:ql)?://(?:([^/?#]*)@)?([^/?#@]*)(?:/([^?#]*))?(?:\\?([^#]*))?");
    private static final String PORT = "(?:[1-5]?\\d{1,4}|6[0-4]\\d{3}|65[0-4]\\d{2}|655[0-2]\\d|6553[0-5])";
    private static final String HOST = "(?:\\[[0-9a-fA-F:.%]+]|[^:,\\[\\]]*)(?::" + PORT + ")?";
    private static final Pattern HOSTS = Pattern.compile(HOST + "(?:," + HOST + ")*");

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException where it is of neither form
     */
    static DatabaseAddress parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches() || !HOSTS.matcher(matcher.group(2)).matches()) {
            throw new IllegalArgumentException("not an address such as jdbc:postgresql://host:5432/database"
                    + " or postgresql://user:password@host:5432/database");
        }
        String username = null;
        String password = null;
        String who = matcher.group(1);
        if (who != null) {
            int colon = who.indexOf(':');
            username = decoded(colon < 0 ? who : who.substring(0, colon));
            password = colon < 0 ? null : decoded(who.substring(colon + 1));
        }
        List<String> parameters = new ArrayList<>();
        String query = matcher.group(4);
        for (String parameter : query == null ? new String[0] : query.split("&")) {
            String lower = parameter.toLowerCase(Locale.ROOT);
            if (lower.startsWith("user=")) {
                username = decoded(parameter.substring("user=".length()));
            } else if (lower.startsWith("password=")) {
                password = decoded(parameter.substring("password=".length()));
            } else if (!parameter.isEmpty()) {
                parameters.add(parameter);
            }
        }
        String database = matcher.group(3) == null ? "" : matcher.group(3);
        String url = JDBC + "postgresql://" + matcher.group(2) + "/" + database
                + (parameters.isEmpty() ? "" : "?" + String.join("&", parameters));
        return new DatabaseAddress(url, username, password);
    }

    /** The same with another user or password, where one is given. */
    DatabaseAddress with(@Nullable String otherUsername, @Nullable String otherPassword) {
        return new DatabaseAddress(
                url,
                otherUsername == null ? username : otherUsername,
                otherPassword == null ? password : otherPassword);
    }

    DefaultDatabase.Lease lease() {
        return new KnownDatabase(url, username, password);
    }

    /** Percent signs only: in the part before a query, a plus is a plus. */
    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            // Its message has a piece of the text, which may be the password.
            throw new IllegalArgumentException("an address with a % in its user or password that is not written %25");
        }
    }

    /** Never the password. */
    @Override
    public String toString() {
        return url;
    }
}
