// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.ByteArrayInput;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import com.datadoghq.sketch.ddsketch.store.SparseStore;
import com.datadoghq.sketch.ddsketch.store.Store;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How often durations of about the same length occurred, in milliseconds. Two of them add up to that of all, however often that is
 * done, and a percentile is within {@value #RELATIVE_ERROR} of the exact one.
 *
 * <p><b>Source</b>: DDSketch, Masson, Rim and Lee, VLDB 2019; encoded as its authors' library does.
 *
 * <p><b>Threading</b>: used by one thread.
 */
public final class DurationSketch {

    /** How far a percentile may be off, as a part of itself. */
    public static final double RELATIVE_ERROR = 0.01;

    private static final LogarithmicMapping MAPPING = new LogarithmicMapping(RELATIVE_ERROR);

    private static final double LN_GAMMA = Math.log((1 + RELATIVE_ERROR) / (1 - RELATIVE_ERROR));

    private final DDSketch sketch;

    private DurationSketch(Supplier<Store> store) {
        sketch = new DDSketch(MAPPING, store);
    }

    /** An empty one, quick to add to. */
    public static DurationSketch ofMany() {
        return new DurationSketch(UnboundedSizeDenseStore::new);
    }

    /** An empty one that takes no more room than it has different durations. */
    public static DurationSketch ofFew() {
        return new DurationSketch(SparseStore::new);
    }

    /**
     * The SQL that tells the bucket of a duration, as {@link #addBucket} takes it: null for what is not positive, or no number.
     *
     * @param column of milliseconds, {@code double precision}
     */
    static String bucketOf(String column) {
        return "case when %1$s > 0 and %1$s < 'Infinity' then floor(ln(%1$s) / %2$s::float8)::int end"
                .formatted(column, LN_GAMMA);
    }

    /** Adds durations of one bucket; null for those of zero. */
    void addBucket(@Nullable Integer bucket, long count) {
        if (bucket == null) {
            sketch.accept(0, count);
        } else {
            sketch.getPositiveValueStore().add(bucket, count);
        }
    }

    void add(DurationSketch other) {
        sketch.mergeWith(other.sketch);
    }

    /** Adds what {@link #encoded()} gave; null adds nothing. */
    void addEncoded(byte @Nullable [] encoded) throws SQLException {
        if (encoded != null) {
            try {
                sketch.decodeAndMergeWith(ByteArrayInput.wrap(encoded));
            } catch (IOException | IllegalArgumentException e) {
                throw new SQLException("A sketch of durations is not as the library writes it", e);
            }
        }
    }

    /** Null where there is nothing in it. */
    byte @Nullable [] encoded() throws SQLException {
        if (sketch.isEmpty()) {
            return null;
        }
        GrowingByteArrayOutput out = GrowingByteArrayOutput.withDefaultInitialCapacity();
        try {
            sketch.encode(out, false);
        } catch (IOException e) {
            throw new SQLException("A sketch of durations cannot be written", e);
        }
        return out.trimmedCopy();
    }

    /**
     * A percentile in milliseconds, between two durations in proportion as {@code percentile_cont} has it; null where there are
     * none.
     *
     * @param part 0 to 1
     */
    public @Nullable Double percentile(double part) {
        double count = sketch.getCount();
        if (count == 0) {
            return null;
        }
        double position = part * (count - 1);
        double below = Math.floor(position);
        double lower = valueAt(below, count);
        return position == below ? lower : lower + (position - below) * (valueAt(below + 1, count) - lower);
    }

    /** In the middle of a rank, so that rounding does not lead to its neighbour. */
    private double valueAt(double rank, double count) {
        return sketch.getValueAtQuantile(Math.min(1, (rank + 0.5) / Math.max(1, count - 1)));
    }
}
