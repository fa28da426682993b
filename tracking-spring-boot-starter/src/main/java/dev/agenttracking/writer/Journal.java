// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.writer;

import dev.agenttracking.execution.Execution;
import dev.agenttracking.execution.TimeSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that hold each record from before its call returns until it is stored, or spilled. Never read by this process: the next one
 * stores what is in them where it is not there yet. A file whose records are all stored is emptied, so that what is erased from the
 * database does not come back from here.
 *
 * <p><b>Threading</b>: thread-safe; a caller waits for others that append, and for the operating system to take the bytes.
 *
 * <p><b>Failure</b>: where a record cannot be appended it is as safe as without a journal. The first of several in a row is logged.
 */
final class Journal {

    static final String KIND = "journal";

    private static final Logger log = LoggerFactory.getLogger(Journal.class);

    private static final long SEGMENT_BYTES = 4L << 20;

    private final OwnFolder folder;
    private final long maxBytes;
    private final EncodedRecordSink sink;
    private final String format;
    private final BlockingQueue<RecordEncoder> encoders =
            new ArrayBlockingQueue<>(2 * Runtime.getRuntime().availableProcessors());
    private final ReentrantLock lock = new ReentrantLock();
    private final List<SpillSegment> segments = new ArrayList<>();
    private @Nullable SpillSegment last;
    private long bytes;
    private boolean failing;

    private Journal(Path directory, long maxBytes, TimeSource time, EncodedRecordSink sink) {
        this.folder = new OwnFolder(directory, time);
        this.maxBytes = maxBytes;
        this.sink = sink;
        RecordEncoder encoder = sink.newEncoder();
        this.format = encoder.format();
        encoders.add(encoder);
    }

    String format() {
        return format;
    }

    /** Begins one. Where its folder cannot be made, that is logged, and tried again with what is to be appended. */
    static Journal begin(Path directory, long maxBytes, TimeSource time, EncodedRecordSink sink) {
        Journal begun = new Journal(directory, maxBytes, time, sink);
        begun.lock.lock();
        try {
            SpillFolder made = begun.folder.needed();
            log.debug("The journal of tracking is in {}", made.path());
        } catch (IOException | RuntimeException e) {
            begun.failed(e);
        } finally {
            begun.lock.unlock();
        }
        return begun;
    }

    /** Encodes with an encoder that no other thread uses meanwhile. */
    EncodedRecord encode(Execution ended) throws RejectedRecordException {
        RecordEncoder free = encoders.poll();
        RecordEncoder encoder = free == null ? sink.newEncoder() : free;
        try {
            return new EncodedRecord(ended.id(), ended.status(), encoder.encode(ended));
        } finally {
            boolean unusedIfFull = encoders.offer(encoder);
        }
    }

    /** Appends a record. Returns the file that has it now, null where none has. */
    @Nullable
    SpillSegment append(EncodedRecord record) {
        byte[] frame = RecordFrame.of(record);
        lock.lock();
        try {
            if (bytes + frame.length > maxBytes) {
                throw new IOException("it has " + bytes + " bytes, see tracking.writer.spill.max-size");
            }
            SpillSegment segment = writable();
            segment.append(frame, frame.length, 1);
            bytes += frame.length;
            failing = false;
            return segment;
        } catch (IOException | RuntimeException e) {
            failed(e);
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** A record needs its file no more. */
    void settle(SpillSegment segment) {
        lock.lock();
        try {
            segment.settle(1);
            if (segment == last) {
                bytes -= segment.forgetSettled();
            } else if (segment.isSettled()) {
                segments.remove(segment);
                bytes -= segment.size();
                segment.delete();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Ends it. Files whose records are all settled go, the others are the next process's. */
    void close() {
        lock.lock();
        try {
            for (Iterator<SpillSegment> each = segments.iterator(); each.hasNext(); each.remove()) {
                SpillSegment segment = each.next();
                segment.seal();
                if (segment.isSettled()) {
                    segment.delete();
                }
            }
            last = null;
            bytes = maxBytes;
            folder.close();
        } finally {
            lock.unlock();
        }
    }

    private void failed(Exception failure) {
        if (!failing) {
            failing = true;
            log.warn(
                    "The journal of tracking in {} cannot take records: {}. Until it can they are as safe as with"
                            + " tracking.writer.durability=memory.",
                    folder.parent(),
                    failure.toString());
        }
        log.debug("Why the journal cannot take records", failure);
    }

    private SpillSegment writable() throws IOException {
        SpillSegment present = last;
        if (present != null && present.isOpen() && present.size() < SEGMENT_BYTES && !folder.isGone()) {
            return present;
        }
        last = null;
        if (present != null) {
            present.seal();
            if (present.isSettled()) {
                segments.remove(present);
                bytes -= present.size();
                present.delete();
            }
        }
        SpillSegment created = SpillSegment.create(folder.needed().next(KIND), format);
        segments.add(created);
        bytes += created.size();
        last = created;
        return created;
    }
}
