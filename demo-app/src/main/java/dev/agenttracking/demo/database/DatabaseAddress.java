// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL that somebody names.
 *
 * @param url for JDBC
 * @param username null for what the URL or the driver says
 * @param password null for none
 */
public record DatabaseAddress(
        String url, @Nullable String username, @Nullable String password) {

    /** The environment variable that names one: {@value}. */
    public static final String VARIABLE = "DATABASE_URL";

    /** Reads {@code jdbc:postgresql://…}, and {@code postgresql://user:password@host:port/database} as services hand it out. */
    public static DatabaseAddress of(String address) {
        String text = address.strip();
        if (text.startsWith("jdbc:postgresql:")) {
            return new DatabaseAddress(text, null, null);
        }
        URI uri = uri(text);
        String[] user = uri.getRawUserInfo() == null
                ? new String[0]
                : uri.getRawUserInfo().split(":", 2);
        String port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        return new DatabaseAddress(
                "jdbc:postgresql://" + uri.getHost() + port + uri.getRawPath() + query,
                user.length > 0 ? decoded(user[0]) : null,
                user.length > 1 ? decoded(user[1]) : null);
    }

    private static URI uri(String text) {
        URI uri = null;
        if (text.matches("postgres(ql)?://\\S+")) {
            try {
                uri = new URI(text);
            } catch (URISyntaxException itShowsThePassword) {
                uri = null;
            }
        }
        if (uri == null || uri.getHost() == null) {
            throw new DatabaseUnavailableException(
                    "'" + text.replaceAll("//[^/]*@", "//***@") + "' names no PostgreSQL database",
                    "Write jdbc:postgresql://host:port/database or postgresql://user:password@host:port/database.");
        }
        return uri;
    }

    private static String decoded(String part) {
        return URLDecoder.decode(part.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
