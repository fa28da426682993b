// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.Environment;

/**
 * Where records wait on disk: the folder that is set, else one in the system's for temporary files that is this application's, on
 * behalf of this user and for this database. Two applications that store in different tables must not take over each other's
 * records.
 */
final class SpillDirectory {

    private SpillDirectory() {}

    static Path of(TrackingProperties properties, Environment environment) {
        Path set = properties.writer().spill().directory();
        if (set != null) {
            return set;
        }
        String url = properties.datasource().url();
        String application = environment.getProperty("spring.application.name", "application");
        String database = (url == null ? environment.getProperty("spring.datasource.url") : url) + " "
                + properties.database().schema();
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "agent-tracking-" + plain(System.getProperty("user.name")),
                plain(application) + "-" + Long.toHexString(checksum(application + " " + database)));
    }

    private static long checksum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return crc.getValue();
    }

    private static String plain(@Nullable String name) {
        return Objects.requireNonNullElse(name, "").replaceAll("[^A-Za-z0-9._-]", "_");
    }
}
