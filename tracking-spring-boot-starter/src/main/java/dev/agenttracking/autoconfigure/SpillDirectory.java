// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import dev.agenttracking.writer.LeftRecords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.ds.common.BaseDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;

/**
 * Where records wait on disk: the folder that is set, else one in the system's for temporary files that is this application's, on
 * behalf of this user and for these tables. Two applications that store in different tables must not take over each other's records.
 * What else a URL says, and where the application is started, has no part in it: the next release finds what this one leaves.
 */
final class SpillDirectory {

    private static final Logger log = LoggerFactory.getLogger(SpillDirectory.class);

    private SpillDirectory() {}

    /** The folder. Of records that wait in one that was this application's with another database the log says so. */
    static Path of(TrackingProperties properties, Environment environment, @Nullable DataSource dataSource) {
        Path set = properties.writer().spill().directory();
        if (set != null) {
            return set;
        }
        String application = environment.getProperty("spring.application.name", "application");
        String key = String.join(
                " ",
                application,
                databaseOf(properties.datasource(), dataSource, environment),
                String.valueOf(properties.database().schema()));
        Path all = Path.of(
                System.getProperty("java.io.tmpdir"), "agent-tracking-" + plain(System.getProperty("user.name")));
        Path directory = all.resolve(plain(application) + "-" + Long.toHexString(checksum(key)));
        warnOfOthers(all, plain(application), directory);
        return directory;
    }

    /** Without a connection, since there may be none to be had, and some say what they are only where they are connected. */
    private static String databaseOf(
            TrackingProperties.Datasource own, @Nullable DataSource dataSource, Environment environment) {
        if (own.url() != null) {
            return database(own.url(), own.username());
        }
        try {
            if (dataSource != null && dataSource.isWrapperFor(HikariDataSource.class)) {
                HikariDataSource pool = dataSource.unwrap(HikariDataSource.class);
                if (pool.getJdbcUrl() != null) {
                    return database(pool.getJdbcUrl(), pool.getUsername());
                }
            }
            if (dataSource != null && dataSource.isWrapperFor(BaseDataSource.class)) {
                BaseDataSource plain = dataSource.unwrap(BaseDataSource.class);
                return database(plain.getUrl(), plain.getUser());
            }
        } catch (SQLException | RuntimeException e) {
            log.debug("The DataSource does not say which database it is of", e);
        }
        return database(
                environment.getProperty("spring.datasource.url"),
                environment.getProperty("spring.datasource.username"));
    }

    /** Hosts, name and user. */
    private static String database(@Nullable String url, @Nullable String user) {
        Properties parts = url == null ? null : Driver.parseURL(url, null);
        if (parts == null) {
            return String.valueOf(url).replaceFirst("[?;].*", "") + " " + user;
        }
        return String.join(
                " ",
                PGProperty.PG_HOST.getOrDefault(parts),
                PGProperty.PG_PORT.getOrDefault(parts),
                PGProperty.PG_DBNAME.getOrDefault(parts),
                user == null ? PGProperty.USER.getOrDefault(parts) : user);
    }

    private static void warnOfOthers(Path all, String application, Path own) {
        if (!Files.isDirectory(all)) {
            return;
        }
        Pattern former = Pattern.compile(Pattern.quote(application) + "-[0-9a-f]{1,8}");
        try (Stream<Path> folders = Files.list(all)) {
            List<Path> left = folders.filter(folder ->
                            former.matcher(folder.getFileName().toString()).matches()
                                    && !folder.equals(own)
                                    && LeftRecords.areIn(folder))
                    .sorted()
                    .toList();
            if (!left.isEmpty()) {
                log.warn(
                        "Records of tracking wait in {}, and nobody stores them: an application of the name {} had another"
                                + " database, user or schema. If they belong into the present one, move what is in there to {};"
                                + " else start with the former settings once more, or delete it",
                        left,
                        application,
                        own);
            }
        } catch (IOException | RuntimeException e) {
            log.debug("Looking for records of other databases in {} failed", all, e);
        }
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
