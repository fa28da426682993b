// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.rollup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import com.datadoghq.sketch.ddsketch.mapping.LogarithmicMapping;
import dev.agenttracking.testing.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Buckets that PostgreSQL counts are those of the library, and what it makes of them is near enough to the durations. */
@Tag("postgres")
class DurationSketchPostgresTest {

    @RegisterExtension
    static final TestDatabase database = new TestDatabase();

    private static final double[] PARTS = {0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.99, 0.999, 1};

    private final Random random = new Random(11);

    @Test
    void bucketsOfTheDatabaseAreThoseOfTheLibrary() throws Exception {
        LogarithmicMapping mapping = new LogarithmicMapping(DurationSketch.RELATIVE_ERROR);
        List<Double> durations = durations(5_000);
        Double[] values = durations.toArray(Double[]::new);

        List<Integer> buckets = new ArrayList<>();
        try (Connection connection = database.dataSource().getConnection()) {
            NamedSql.read(
                    connection,
                    "select " + DurationSketch.bucketOf("d")
                            + " from unnest(:durations::float8[]) with ordinality u (d, n)" + " order by n",
                    Map.of("durations", connection.createArrayOf("float8", values)),
                    row -> buckets.add(row.getObject(1, Integer.class)));
        }

        assertThat(buckets).isEqualTo(durations.stream().map(mapping::index).toList());
    }

    @Test
    void whatIsNoPositiveNumberHasNoBucket() throws Exception {
        assertThat(database.query("select " + DurationSketch.bucketOf("d")
                        + " as bucket from (values (0.0::float8), (-1), ('NaN'), ('Infinity'), (null), (1)) v (d)"))
                .extracting(row -> row.get("bucket"))
                .containsExactly(null, null, null, null, null, 0);
    }

    @Test
    void percentilesAreWithinTheStatedErrorHoweverPartsWereMerged() throws Exception {
        LogarithmicMapping mapping = new LogarithmicMapping(DurationSketch.RELATIVE_ERROR);
        for (int size : new int[] {1, 2, 3, 10, 101, 4_000}) {
            List<Double> durations = durations(size);
            for (int i = 0; i < size / 10; i++) {
                durations.set(i, 0.0);
            }
            DurationSketch merged = DurationSketch.ofMany();
            DurationSketch part = DurationSketch.ofFew();
            for (double duration : durations) {
                part.addBucket(duration == 0 ? null : (Integer) mapping.index(duration), 1);
                if (random.nextInt(10) == 0) {
                    merged.addEncoded(part.encoded());
                    part = DurationSketch.ofFew();
                }
            }
            merged.add(part);

            for (double p : PARTS) {
                double exact = percentile(durations, p);
                assertThat(merged.percentile(p))
                        .as("%s of %s", p, size)
                        .isCloseTo(exact, within(exact * (DurationSketch.RELATIVE_ERROR + 1e-9)));
            }
        }
    }

    @Test
    void ofNothingThereIsNone() throws Exception {
        DurationSketch empty = DurationSketch.ofFew();
        empty.addEncoded(null);

        assertThat(empty.percentile(0.5)).isNull();
        assertThat(empty.encoded()).isNull();
    }

    @Test
    void refusesBytesThatAreNoSketch() {
        assertThatExceptionOfType(SQLException.class)
                .isThrownBy(() -> DurationSketch.ofFew().addEncoded(new byte[] {7, 7, 7}));
    }

    private List<Double> durations(int count) {
        List<Double> durations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            durations.add(Math.exp(random.nextDouble() * 30 - 12));
        }
        return durations;
    }

    private static double percentile(List<Double> durations, double part) {
        List<Double> sorted = durations.stream().sorted().toList();
        double position = part * (sorted.size() - 1);
        double below = sorted.get((int) Math.floor(position));
        return below + (position - Math.floor(position)) * (sorted.get((int) Math.ceil(position)) - below);
    }
}
