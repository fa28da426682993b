// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which this process keeps records. It is made when it is needed, and again where somebody has removed it; where that
 * fails, the next attempt comes a second later at the earliest.
 *
 * <p><b>Threading</b>: guarded by the lock of whoever owns it.
 */
final class OwnFolder {

    private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Path parent;
    private final TimeSource time;
    private @Nullable SpillFolder folder;
    private @Nullable IOException refusal;
    private long refusedNanos;

    OwnFolder(Path parent, TimeSource time) {
        this.parent = parent;
        this.time = time;
    }

    Path parent() {
        return parent;
    }

    /** The folder, null before it is needed. */
    @Nullable
    SpillFolder present() {
        return folder;
    }

    /** Whether somebody has removed it; the next one is made when it is needed. */
    boolean isGone() {
        SpillFolder present = folder;
        return present != null && present.isGone();
    }

    SpillFolder needed() throws IOException {
        SpillFolder present = folder;
        if (present != null && !present.isGone()) {
            return present;
        }
        close();
        if (refusal != null && time.nanos() - refusedNanos < RETRY_NANOS) {
            throw refusal;
        }
        try {
            SpillFolder created = SpillFolder.create(parent);
            refusal = null;
            folder = created;
            return created;
        } catch (IOException e) {
            refusal = e;
            refusedNanos = time.nanos();
            throw e;
        }
    }

    /** Lets others have it; it goes where it has no files. */
    void close() {
        if (folder != null) {
            folder.close();
            folder = null;
        }
    }
}
