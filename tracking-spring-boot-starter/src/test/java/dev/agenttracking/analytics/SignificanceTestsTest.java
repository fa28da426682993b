// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.agenttracking.analytics.SignificanceTests.Moments;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** The tests of significance beside values that others have published, or that the definition gives. */
class SignificanceTestsTest {

    private static final Offset<Double> CLOSE = within(1e-9);

    @Test
    void studentsDistributionIsThatOfTheTables() {
        assertThat(SignificanceTests.student(12.706204736432095, 1)).isCloseTo(0.05, CLOSE);
        assertThat(SignificanceTests.student(4.302652729696142, 2)).isCloseTo(0.05, CLOSE);
        assertThat(SignificanceTests.student(3.182446305284263, 3)).isCloseTo(0.05, CLOSE);
        assertThat(SignificanceTests.student(-2.2281388519649385, 10)).isCloseTo(0.05, CLOSE);
        assertThat(SignificanceTests.student(2.045229642132703, 29)).isCloseTo(0.05, CLOSE);
        assertThat(SignificanceTests.student(1.959963984540054, 10_000)).isCloseTo(0.05, within(1e-4));
    }

    /** Fisher's lady who tastes tea; Wikipedia's men and women who study, also the other way round. */
    @Test
    void tablesAreTestedExactly() {
        assertThat(SignificanceTests.proportions(3, 4, 1, 4)).isCloseTo(34 / 70.0, CLOSE);
        assertThat(SignificanceTests.proportions(1, 12, 9, 12)).isCloseTo(0.002759456185, CLOSE);
        assertThat(SignificanceTests.proportions(9, 12, 1, 12)).isCloseTo(0.002759456185, CLOSE);
        assertThat(SignificanceTests.proportions(0, 30, 0, 1_000_000)).isEqualTo(1);
        assertThat(SignificanceTests.proportions(30, 30, 40, 40)).isEqualTo(1);
        assertThat(SignificanceTests.proportions(30, 30, 0, 30)).isLessThan(1e-15);
    }

    /** Beside SciPy's. */
    @Test
    void largeTablesAreTestedExactlyToo() {
        assertThat(SignificanceTests.proportions(30, 100, 20, 100)).isCloseTo(0.14120674630517252, CLOSE);
        assertThat(SignificanceTests.proportions(50_000, 1_000_000, 50_600, 1_000_000))
                .isCloseTo(0.05263316730788449, CLOSE);
        assertThat(SignificanceTests.proportions(0, 1_000_000, 1_000_000, 1_000_000))
                .isZero();
    }

    /** The first example of Wikipedia's article on Welch's test, with 24 degrees of freedom in place of 24.99. */
    @Test
    void meansAreTestedAsWelchDid() {
        Moments a = new Moments(15, 20.82, 7.867428571428574);
        Moments b = new Moments(15, 22.986666666666668, 3.812666666666668);
        assertThat(SignificanceTests.means(a, b)).isCloseTo(0.021699966145347, CLOSE);
        assertThat(SignificanceTests.means(b, a)).isEqualTo(SignificanceTests.means(a, b));
        assertThat(SignificanceTests.means(new Moments(30, 1, 0), new Moments(30, 2, 0)))
                .isZero();
        assertThat(SignificanceTests.means(new Moments(30, 1, 0), new Moments(30, 1, 0)))
                .isEqualTo(1);
    }

    /** Each times the number of those that are not less, and never less than the one before. */
    @Test
    void adjustsAsHolmDid() {
        assertThat(SignificanceTests.holm(new double[] {0.005, 0.01, 0.03, 0.04}))
                .containsExactly(new double[] {0.02, 0.03, 0.06, 0.06}, CLOSE);
        assertThat(SignificanceTests.holm(new double[] {0.4, 0.6})).containsExactly(new double[] {0.8, 0.8}, CLOSE);
        assertThat(SignificanceTests.holm(new double[] {})).isEmpty();
    }
}
