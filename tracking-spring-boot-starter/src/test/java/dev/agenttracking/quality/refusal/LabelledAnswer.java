// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.quality.refusal;

/**
 * An answer that people have judged.
 *
 * @param source who gave it
 * @param label 1: does what it was asked; 2: refuses; 3: refuses in part
 */
record LabelledAnswer(String source, String id, int label, String text) {

    boolean refused() {
        return label != 1;
    }
}
