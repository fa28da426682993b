// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.TreeMeasure;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what trees are heavy in: {@code llm-calls}. */
final class MeasureConverter implements ITypeConverter<TreeMeasure> {

    private static final List<String> NAMES =
            Arrays.stream(TreeMeasure.values()).map(MeasureConverter::name).toList();

    @Override
    public TreeMeasure convert(String text) {
        int index = NAMES.indexOf(text.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new TypeConversionException("'" + text + "' is none of " + String.join(", ", NAMES));
        }
        return TreeMeasure.values()[index];
    }

    private static String name(TreeMeasure measure) {
        return measure.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The names. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }
}
