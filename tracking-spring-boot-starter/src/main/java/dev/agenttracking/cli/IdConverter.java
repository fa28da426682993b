// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.UUID;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an id as it is printed; {@link UUID#fromString} would take much more. */
final class IdConverter implements ITypeConverter<UUID> {

    private static final Pattern FORM =
            Pattern.compile("[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}");

    @Override
    public UUID convert(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new TypeConversionException("'" + text + "' is not an id");
        }
        return UUID.fromString(text);
    }
}
