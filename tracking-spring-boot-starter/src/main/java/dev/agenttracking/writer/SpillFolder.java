// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
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
    private static final int MAX_ATTEMPTS = 100;
    private static final String HELD = "dev.agenttracking.spill:";
    private static final Set<SpillFolder> ALL_HELD = ConcurrentHashMap.newKeySet();

    private final Path path;
    private final String heldKey;

    /** No channel of its own: an interrupt of a thread that writes would close it, and so let go of the lock. */
    private final RandomAccessFile lock;

    private int number;
    private volatile boolean gone;

    private SpillFolder(Path path, String heldKey, RandomAccessFile lock) {
        this.path = path;
        this.heldKey = heldKey;
        this.lock = lock;
    }

    /** A new folder. Between its making and its locking another process may take it for one that was left; then another one. */
    static SpillFolder create(Path parent) throws IOException {
        PrivateFolders.make(parent);
        for (int i = 0; i < MAX_ATTEMPTS; i++) {
            SpillFolder created = createOne(parent);
            if (created != null) {
                return created;
            }
        }
        throw new IOException("Each new folder in " + parent + " is locked by somebody else");
    }

    private static @Nullable SpillFolder createOne(Path parent) throws IOException {
        Path path =
                Files.createDirectory(parent.resolve(UUID.randomUUID().toString()), PrivateFolders.attributes(parent));
        SpillFolder locked = null;
        try {
            locked = lock(path);
        } finally {
            if (locked == null) {
                removeEmpty(path);
            }
        }
        return locked;
    }

    /** All that there are, whoever has them. */
    static List<Path> listIn(Path parent) throws IOException {
        List<Path> folders = Files.isDirectory(parent) ? list(parent) : List.of();
        if (folders.isEmpty() || !PrivateFolders.areTrusted(parent)) {
            return List.of();
        }
        return folders.stream().filter(SpillFolder::hasName).toList();
    }

    /**
     * Says of those that this process has, by the times of their files, that they are in use: who cleans up in a folder of temporary
     * files would else take the lock, and what waits, after some days.
     */
    static void touchHeld(Path parent) {
        ALL_HELD.stream().filter(held -> parent.equals(held.path.getParent())).forEach(SpillFolder::touch);
    }

    /** Of the lock by what is open: who opens a file and closes it lets go of all locks that the process has on it. */
    private void touch() {
        FileTime now = FileTime.fromMillis(System.currentTimeMillis());
        try {
            for (Path file : files(path)) {
                Files.setLastModifiedTime(file, now);
            }
        } catch (IOException | RuntimeException e) {
            // A file that has just gone; the next time comes soon.
        }
        try {
            lock.seek(0);
            lock.write(0);
        } catch (IOException e) {
            // It was just closed, or the disk is full.
        }
        gone = Files.notExists(path.resolve(LOCK));
    }

    private static boolean hasName(Path path) {
        String name = path.getFileName().toString();
        try {
            return UUID.fromString(name).toString().equals(name) && Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** One that a process has left which is no more; it is this one's now. Null where there is no such process, or nothing in it. */
    static @Nullable SpillFolder takeOver(Path path) throws IOException {
        return list(path).isEmpty() ? null : lock(path);
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
        return files(path);
    }

    Path path() {
        return path;
    }

    /** Whether somebody has removed it, as far as was seen when it was last said to be in use. */
    boolean isGone() {
        return gone;
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
        ALL_HELD.remove(this);
        removeEmpty(path);
        close(lock);
        System.getProperties().remove(heldKey);
    }

    /** Closing a second channel of a file loses the system's lock that the process has by the first, so it asks itself before. */
    private static @Nullable SpillFolder lock(Path path) throws IOException {
        String key = heldKey(path);
        if (System.getProperties().putIfAbsent(key, "held") != null) {
            return null;
        }
        RandomAccessFile lock = null;
        SpillFolder held = null;
        try {
            lock = open(path.resolve(LOCK));
            if (lock.getChannel().tryLock() != null && Files.isDirectory(path)) {
                held = new SpillFolder(path, key, lock);
                ALL_HELD.add(held);
            }
            return held;
        } catch (OverlappingFileLockException e) {
            return null;
        } catch (FileNotFoundException e) {
            if (Files.isDirectory(path)) {
                throw e;
            }
            return null;
        } finally {
            if (held == null) {
                if (lock != null) {
                    close(lock);
                }
                System.getProperties().remove(key);
            }
        }
    }

    private static RandomAccessFile open(Path file) throws IOException {
        if (Files.isSymbolicLink(file)) {
            throw new IOException(file + " is a link to another file");
        }
        return new RandomAccessFile(file.toFile(), "rw");
    }

    private static void close(RandomAccessFile lock) {
        try {
            lock.close();
        } catch (IOException e) {
            // The lock goes with the process at the latest.
        }
    }

    private static String heldKey(Path path) {
        return HELD + path.toAbsolutePath().normalize();
    }

    private static void removeEmpty(Path path) {
        try {
            if (files(path).isEmpty()) {
                delete(path.resolve(LOCK));
                delete(path);
            }
        } catch (IOException e) {
            // The next process finds an empty folder, and removes it.
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            // Somebody has put something there, and finds it there.
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        return list(folder).stream()
                .filter(file -> !file.getFileName().toString().equals(LOCK))
                .toList();
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
}
