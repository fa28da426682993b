// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.cli;

import java.util.List;

/**
 * What a command has found out, in the forms that it is printed in.
 *
 * @param json what {@code --json} prints
 * @param page what people read
 * @param columns those of {@code --csv}: members of the JSON of {@code records}
 * @param records the rows of {@code --csv}
 */
record Answer(Object json, Page page, List<String> columns, List<?> records) {}
