// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A folder of record files that one process at a time has: whoever holds the lock of its file {@value #LOCK}. The operating system
 * lets go of it when the process ends, however it does, and then another one takes the folder over.
 *
 * <p>Only the user that runs the process can read what is in it, where the file system has such rights.
 */
final class SpillFolder {

    private static final String LOCK = "lock";
    private static final String UNFINISHED = ".";
    private static final String HELD = "dev.agenttracking.spill:";

    private final Path path;
    private final String heldKey;
    private final FileChannel channel;
    private int number;

    private SpillFolder(Path path, String heldKey, FileChannel channel) {
        this.path = path;
        this.heldKey = heldKey;
        this.channel = channel;
    }

    /** A new folder. */
    static SpillFolder create(Path parent) throws IOException {
        makePrivate(parent);
        String name = UUID.randomUUID().toString();
        Path unfinished = Files.createDirectory(parent.resolve(UNFINISHED + name), privately(parent));
        Path path = parent.resolve(name);
        SpillFolder locked = lock(unfinished, path);
        if (locked == null) {
            throw new IOException("A new folder in " + parent + " is locked by somebody else");
        }
        Files.move(unfinished, path, StandardCopyOption.ATOMIC_MOVE);
        return locked;
    }

    /** The folders that processes have left which are no more; they are this one's now. */
    static List<SpillFolder> takeOver(Path parent) throws IOException {
        List<SpillFolder> taken = new ArrayList<>();
        List<Path> folders = Files.isDirectory(parent) ? list(parent) : List.of();
        if (folders.isEmpty() || !isTrusted(parent)) {
            return taken;
        }
        for (Path path : folders) {
            if (Files.isRegularFile(path.resolve(LOCK), LinkOption.NOFOLLOW_LINKS)) {
                SpillFolder folder = lock(path, path);
                if (folder != null) {
                    taken.add(folder);
                }
            }
        }
        return taken;
    }

    /** A name for another file of records in it. */
    Path next(String kind) {
        Path file;
        do {
            number++;
            file = path.resolve("%08d.%s".formatted(number, kind));
        } while (Files.exists(file));
        return file;
    }

    /** The files of records in it, in the order in which they were made. */
    List<Path> files() throws IOException {
        return list(path).stream()
                .filter(file -> !file.getFileName().toString().equals(LOCK))
                .toList();
    }

    Path path() {
        return path;
    }

    /** Puts a file where nobody looks for records, but people. */
    void setAside(Path file) {
        try {
            Files.move(file, path.resolve(UNFINISHED + "unreadable-" + file.getFileName()));
        } catch (IOException e) {
            // It is found again.
        }
    }

    /** Lets others have it; where it has no files, it goes. */
    void close() {
        try {
            if (files().isEmpty()) {
                Files.deleteIfExists(path.resolve(LOCK));
                Files.deleteIfExists(path);
            }
        } catch (DirectoryNotEmptyException e) {
            // Somebody has put something there, and finds it there.
        } catch (IOException e) {
            // The next process finds an empty folder, and removes it.
        }
        try {
            channel.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
        System.getProperties().remove(heldKey);
    }

    /** Closing a second channel of a file loses the system's lock that the process has by the first, so it asks itself before. */
    private static @Nullable SpillFolder lock(Path present, Path future) throws IOException {
        String key = HELD + future.toAbsolutePath().normalize();
        if (System.getProperties().putIfAbsent(key, "held") != null) {
            return null;
        }
        FileChannel channel = null;
        boolean kept = false;
        try {
            channel = FileChannel.open(present.resolve(LOCK), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            kept = channel.tryLock() != null && Files.isDirectory(present);
            return kept ? new SpillFolder(future, key, channel) : null;
        } catch (OverlappingFileLockException | NoSuchFileException e) {
            return null;
        } finally {
            if (!kept) {
                if (channel != null) {
                    channel.close();
                }
                System.getProperties().remove(key);
            }
        }
    }

    private static List<Path> list(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(entry -> !entry.getFileName().toString().startsWith(UNFINISHED))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        }
    }

    private static void makePrivate(Path parent) throws IOException {
        Path above = parent.toAbsolutePath().getParent();
        Files.createDirectories(parent, above == null ? new FileAttribute<?>[0] : privately(existing(above)));
        if (!isTrusted(parent)) {
            throw new IOException("The folder " + parent + " is in one that everybody may write to, and not " + self()
                    + "'s; name another one with tracking.writer.spill.directory");
        }
    }

    /**
     * Where everybody may make a folder, as in that of temporary files, somebody else could have made this one, to read what comes
     * or to have something of theirs stored.
     */
    private static boolean isTrusted(Path folder) throws IOException {
        for (Path path = folder.toAbsolutePath(); path.getParent() != null; path = path.getParent()) {
            PosixFileAttributeView above = Files.getFileAttributeView(path.getParent(), PosixFileAttributeView.class);
            if (above != null
                    && above.readAttributes().permissions().contains(PosixFilePermission.OTHERS_WRITE)
                    && !Files.getOwner(path, LinkOption.NOFOLLOW_LINKS)
                            .getName()
                            .equals(self())) {
                return false;
            }
        }
        return true;
    }

    /** The name of the user that the file system sees. */
    private static String self() throws IOException {
        Path probe = Files.createTempFile("agent-tracking", null);
        try {
            return Files.getOwner(probe).getName();
        } finally {
            Files.delete(probe);
        }
    }

    private static Path existing(Path path) {
        Path candidate = path;
        while (!Files.exists(candidate) && candidate.getParent() != null) {
            candidate = candidate.getParent();
        }
        return candidate;
    }

    private static FileAttribute<?>[] privately(Path near) throws IOException {
        boolean posix = Files.getFileStore(near).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
