// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * Folders that only the user can read who runs this process, where the file system has such rights.
 *
 * <p><b>Threading</b>: stateless.
 */
final class PrivateFolders {

    private PrivateFolders() {}

    static void make(Path parent) throws IOException {
        Path above = parent.toAbsolutePath().getParent();
        Files.createDirectories(parent, above == null ? new FileAttribute<?>[0] : attributes(existing(above)));
        if (!areTrusted(parent)) {
            throw new IOException("The folder " + parent + " is in one that everybody may write to, and not " + self()
                    + "'s; name another one with tracking.writer.spill.directory");
        }
    }

    /**
     * Where everybody may make a folder, as in that of temporary files, somebody else could have made this one, to read what comes
     * or to have something of theirs stored.
     */
    static boolean areTrusted(Path folder) throws IOException {
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

    static FileAttribute<?>[] attributes(Path near) throws IOException {
        boolean posix = Files.getFileStore(near).supportsFileAttributeView("posix");
        return posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------"))
                }
                : new FileAttribute<?>[0];
    }
}
