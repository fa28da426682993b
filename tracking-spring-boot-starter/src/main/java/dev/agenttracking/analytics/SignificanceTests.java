// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.analytics;

/**
 * How probable differences are if there are none, two-sided.
 *
 * <p><b>Source</b>: Fisher, Statistical Methods for Research Workers, 5th edition, 1934, section 21.02; Abramowitz and Stegun, Handbook
 * of Mathematical Functions, 1964 (A&amp;S), for Student's distribution; Welch, The generalization of Student's problem, Biometrika 34, 1947; Holm, A simple sequentially rejective multiple test
 * procedure, Scandinavian Journal of Statistics 6, 1979.
 */
final class SignificanceTests {

    private static final int MOST_DEGREES = 10_000;
    private static final double ROUNDING = 1e-12;
    private static final double TIE = 1 + 1e-7;

    private SignificanceTests() {}

    /**
     * Whether a part is the same, {@code hitsA} of {@code countA} and {@code hitsB} of {@code countB}: Fisher's exact test, the sum of all
     * tables with the same sums that are no more probable than this one. Each is reckoned from its neighbour, this one being 1.
     */
    static double proportions(long hitsA, long countA, long hitsB, long countB) {
        long hits = hitsA + hitsB;
        double sum = 1;
        double asImprobable = 1;
        double weight = 1;
        for (long k = hitsA; k < Math.min(hits, countA) && weight > 0; k++) {
            weight *= (double) (hits - k) * (countA - k) / ((double) (k + 1) * (countB - hits + k + 1));
            sum += weight;
            asImprobable += weight <= TIE ? weight : 0;
        }
        weight = 1;
        for (long k = hitsA; k > Math.max(0, hits - countB) && weight > 0; k--) {
            weight *= (double) k * (countB - hits + k) / ((double) (hits - k + 1) * (countA - k + 1));
            sum += weight;
            asImprobable += weight <= TIE ? weight : 0;
        }
        return Math.min(1, asImprobable / sum);
    }

    /** Whether a mean is the same. */
    static double means(Moments a, Moments b) {
        double varianceA = a.variance() / a.count();
        double varianceB = b.variance() / b.count();
        double variance = varianceA + varianceB;
        double difference = a.mean() - b.mean();
        if (Math.abs(difference) <= ROUNDING * Math.abs(a.mean())) {
            return 1;
        }
        if (variance == 0) {
            return 0;
        }
        double degrees = variance
                * variance
                / (varianceA * varianceA / (a.count() - 1) + varianceB * varianceB / (b.count() - 1));
        return student(difference / Math.sqrt(variance), (int) Math.min(degrees, MOST_DEGREES));
    }

    /** Beyond t on both sides of Student's distribution with so many degrees of freedom: A&amp;S 26.7.3 and 26.7.4. */
    static double student(double t, int degrees) {
        double angle = Math.atan(Math.abs(t) / Math.sqrt(degrees));
        double cosine = Math.cos(angle);
        boolean odd = degrees % 2 == 1;
        double term = odd ? cosine : 1;
        double sum = degrees == 1 ? 0 : term;
        for (int k = odd ? 3 : 2; k < degrees; k += 2) {
            term *= cosine * cosine * (k - 1) / k;
            sum += term;
        }
        double within = odd ? (angle + Math.sin(angle) * sum) * 2 / Math.PI : Math.sin(angle) * sum;
        return Math.max(0, Math.min(1, 1 - within));
    }

    /**
     * The p-values of several tests, each adjusted so that the chance of any below a level is that level at most.
     *
     * @param sorted the least first
     */
    static double[] holm(double[] sorted) {
        double[] adjusted = new double[sorted.length];
        double greatest = 0;
        for (int i = 0; i < sorted.length; i++) {
            greatest = Math.max(greatest, Math.min(1, sorted[i] * (sorted.length - i)));
            adjusted[i] = greatest;
        }
        return adjusted;
    }

    /**
     * Some values, in short.
     *
     * @param variance with one less than the count as divisor; 0 where there is only one value
     */
    record Moments(long count, double mean, double variance) {}
}
