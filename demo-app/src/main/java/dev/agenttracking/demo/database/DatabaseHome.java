// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Where the database lives. The directory holds {@code postgres-data} (the server's data directory), {@code postgres} (its
 * program, unpacked once), {@code records} (what waits for it), {@code server.log} and two small files that guard the start.
 *
 * @param port the fixed TCP port, on the loopback address alone
 */
public record DatabaseHome(Path directory, int port) {

    /** Names the directory, as environment variable or system property. Default: {@code .agent-tracking-demo} in the user's home. */
    public static final String HOME_VARIABLE = "TRACKING_DEMO_HOME";

    /** Names the port, as environment variable or system property. */
    public static final String PORT_VARIABLE = "TRACKING_DEMO_PORT";

    /** The port where nothing else is said: {@value}. */
    public static final int DEFAULT_PORT = 54329;

    /** What the environment says; system properties go before environment variables. */
    public static DatabaseHome fromEnvironment() {
        return from(name -> System.getProperty(name, System.getenv(name)), System.getProperty("user.home"));
    }

    static DatabaseHome from(UnaryOperator<@Nullable String> settings, String userHome) {
        String directory = settings.apply(HOME_VARIABLE);
        Path home = directory == null || directory.isBlank()
                ? Path.of(userHome, ".agent-tracking-demo")
                : Path.of(directory.strip());
        return new DatabaseHome(home.toAbsolutePath().normalize(), port(settings.apply(PORT_VARIABLE)));
    }

    private static int port(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return DEFAULT_PORT;
        }
        String text = value.strip();
        int port = text.matches("\\d{1,5}") ? Integer.parseInt(text) : 0;
        if (port < 1 || port > 65_535) {
            throw new DatabaseUnavailableException(
                    PORT_VARIABLE + " is '" + text + "'", "Set it to a port between 1 and 65535, or leave it out.");
        }
        return port;
    }

    Path dataDirectory() {
        return directory.resolve("postgres-data");
    }

    Path programDirectory() {
        return directory.resolve("postgres");
    }

    /** For records that wait for the database. */
    Path records() {
        return directory.resolve("records");
    }

    Path log() {
        return directory.resolve("server.log");
    }

    Path lock() {
        return directory.resolve("start.lock");
    }

    /** There while a data directory is being made: what an interrupted start leaves is then known to be worthless. */
    Path unfinished() {
        return directory.resolve("unfinished");
    }

    void create() {
        try {
            if (Files.isDirectory(directory)) {
                return;
            }
            if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
                Files.createDirectories(directory.toAbsolutePath().getParent());
                Files.createDirectory(
                        directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectories(directory);
            }
        } catch (IOException e) {
            if (!Files.isDirectory(directory)) {
                throw new DatabaseUnavailableException(
                        "the directory " + directory + " cannot be made",
                        "Let " + HOME_VARIABLE + " name one that can be written.",
                        e);
            }
        }
    }
}
