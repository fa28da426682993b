// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.analytics.LlmUsage.By;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads what usage is told apart by. */
final class UsageConverter implements ITypeConverter<By> {

    private static final List<String> NAMES = Arrays.stream(By.values())
            .map(by -> by.name().toLowerCase(Locale.ROOT))
            .toList();

    @Override
    public By convert(String text) {
        int index = NAMES.indexOf(text.toLowerCase(Locale.ROOT));
        if (index < 0) {
            throw new TypeConversionException("'" + text + "' is none of " + String.join(", ", NAMES));
        }
        return By.values()[index];
    }

    /** The names. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return NAMES.iterator();
        }
    }
}
