// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.zip.CRC32C;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.common.BaseDataSource;
import org.springframework.core.env.Environment;

/**
 * Where records wait on disk: the folder that is set, else one in the system's for temporary files that is this application's, on
 * behalf of this user and for this database. Two applications that store in different tables must not take over each other's
 * records.
 */
final class SpillDirectory {

    private SpillDirectory() {}

    static Path of(TrackingProperties properties, Environment environment, @Nullable DataSource dataSource) {
        Path set = properties.writer().spill().directory();
        if (set != null) {
            return set;
        }
        String application = environment.getProperty("spring.application.name", "application");
        String url = urlOf(dataSource);
        String key = String.join(
                " ",
                application,
                String.valueOf(url == null ? environment.getProperty("spring.datasource.url") : url),
                String.valueOf(properties.database().schema()),
                System.getProperty("user.dir"));
        return Path.of(
                System.getProperty("java.io.tmpdir"),
                "agent-tracking-" + plain(System.getProperty("user.name")),
                plain(application) + "-" + Long.toHexString(checksum(key)));
    }

    /** Without a connection, since there may be none to be had. */
    private static @Nullable String urlOf(@Nullable DataSource dataSource) {
        try {
            if (dataSource != null && dataSource.isWrapperFor(HikariDataSource.class)) {
                return dataSource.unwrap(HikariDataSource.class).getJdbcUrl();
            }
        } catch (SQLException e) {
            // Some say what they are only where they are connected.
        }
        return dataSource instanceof BaseDataSource plain ? plain.getUrl() : null;
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
