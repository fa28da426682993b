// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import dev.agenttracking.annotation.ExecutionStatus;
import java.util.Arrays;
import java.util.Iterator;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a status by the name that is stored and shown, in any case. */
final class StatusConverter implements ITypeConverter<ExecutionStatus> {

    @Override
    public ExecutionStatus convert(String text) {
        return Arrays.stream(ExecutionStatus.values())
                .filter(status -> status.storedName().equals(text.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + text + "' is none of "
                        + Arrays.stream(ExecutionStatus.values())
                                .map(ExecutionStatus::storedName)
                                .collect(Collectors.joining(", "))));
    }

    /** The names. */
    static final class Names implements Iterable<String> {

        @Override
        public Iterator<String> iterator() {
            return Arrays.stream(ExecutionStatus.values())
                    .map(ExecutionStatus::storedName)
                    .iterator();
        }
    }
}
