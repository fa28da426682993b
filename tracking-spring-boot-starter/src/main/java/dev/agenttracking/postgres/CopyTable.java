// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.execution.Execution;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * A table as it is written: each column's name, type and value in one place, and from them the statement, the bytes, and the
 * check that the table is the one meant. Columns that nothing writes yet are left to their defaults.
 *
 * <p><b>Threading</b>: immutable.
 *
 * @param <R> what a row is made from
 */
final class CopyTable<R> {

    /** No moment, no number: such a value is stored as NULL. */
    static final long NO_TIME = Long.MIN_VALUE;

    /** How long a text may get. Content goes through the encoder and has a limit of its own. */
    static final int MAX_TEXT_CHARS = 65_536;

    /** How long an indexed text may get: entries of an index are limited to 2,704 bytes. */
    static final int MAX_KEY_CHARS = 500;

    private final String name;
    private final List<Column<R>> columns;

    private CopyTable(String name, List<Column<R>> columns) {
        this.name = name;
        this.columns = columns;
    }

    /** A table; the content of an execution decides what may be stored of its words. */
    static <R> Builder<R> named(String name, Function<R, ContentBudget> content) {
        return new Builder<>(name, content);
    }

    String name() {
        return name;
    }

    List<Column<R>> columns() {
        return columns;
    }

    /** The name, in a schema where one is given. */
    String qualifiedName(@Nullable String schema) {
        return TrackingSchema.qualified(schema, name);
    }

    void write(R row, CopyBuffer out) {
        out.row(columns.size());
        for (Column<R> column : columns) {
            column.field().write(row, out);
        }
    }

    /**
     * One column.
     *
     * @param type as PostgreSQL's {@code format_type} names it
     */
    record Column<R>(String name, String type, Field<R> field) {}

    /** Writes one field of a row. */
    @FunctionalInterface
    interface Field<R> {
        void write(R row, CopyBuffer out);
    }

    /** Columns in their order. Used by one thread. */
    static final class Builder<R> {

        private final String name;
        private final Function<R, ContentBudget> content;
        private final List<Column<R>> columns = new ArrayList<>();

        private Builder(String name, Function<R, ContentBudget> content) {
            this.name = name;
            this.content = content;
        }

        Builder<R> uuid(String column, ToLongFunction<R> high, ToLongFunction<R> low) {
            return add(column, "uuid", (row, out) -> out.uuid(high.applyAsLong(row), low.applyAsLong(row)));
        }

        Builder<R> uuid(String column, Function<R, @Nullable UUID> value) {
            return add(column, "uuid", (row, out) -> {
                UUID id = value.apply(row);
                if (id == null) {
                    out.nullField();
                } else {
                    out.uuid(id.getMostSignificantBits(), id.getLeastSignificantBits());
                }
            });
        }

        /** The id of an execution, NULL for none. */
        Builder<R> id(String column, Function<R, @Nullable Execution> referred) {
            return add(column, "uuid", (row, out) -> {
                Execution execution = referred.apply(row);
                if (execution == null) {
                    out.nullField();
                } else {
                    out.uuid(execution.idHigh(), execution.idLow());
                }
            });
        }

        /** Text that an index has; what is longer is cut. */
        Builder<R> key(String column, Function<R, @Nullable String> value) {
            return text(column, value, MAX_KEY_CHARS);
        }

        Builder<R> text(String column, Function<R, @Nullable String> value) {
            return text(column, value, MAX_TEXT_CHARS);
        }

        /** What somebody put in words: without its secrets, or its length alone. */
        Builder<R> prose(String column, Function<R, @Nullable String> value) {
            return text(column, row -> {
                String words = value.apply(row);
                return words == null ? null : content.apply(row).prose(words);
            });
        }

        /** A name that comes from outside: without its secrets. */
        Builder<R> label(String column, Function<R, @Nullable String> value) {
            return text(column, row -> {
                String label = value.apply(row);
                return label == null ? null : content.apply(row).label(label);
            });
        }

        Builder<R> textArray(String column, Function<R, List<String>> value) {
            return add(column, "text[]", (row, out) -> out.textArray(value.apply(row), MAX_TEXT_CHARS));
        }

        Builder<R> integer(String column, ToIntFunction<R> value) {
            return add(column, "integer", (row, out) -> out.integer(value.applyAsInt(row)));
        }

        Builder<R> nullableInteger(String column, Function<R, @Nullable Integer> value) {
            return add(column, "integer", (row, out) -> {
                Integer number = value.apply(row);
                if (number == null) {
                    out.nullField();
                } else {
                    out.integer(number);
                }
            });
        }

        Builder<R> bigint(String column, Function<R, @Nullable Long> value) {
            return add(column, "bigint", (row, out) -> {
                Long number = value.apply(row);
                if (number == null) {
                    out.nullField();
                } else {
                    out.bigint(number);
                }
            });
        }

        /** What is not a finite number becomes NULL. */
        Builder<R> float8(String column, ToDoubleFunction<R> value) {
            return add(column, "double precision", (row, out) -> {
                double number = value.applyAsDouble(row);
                if (Double.isFinite(number)) {
                    out.float8(number);
                } else {
                    out.nullField();
                }
            });
        }

        Builder<R> numeric(String column, Function<R, @Nullable BigDecimal> value) {
            return add(column, "numeric", (row, out) -> {
                BigDecimal number = value.apply(row);
                if (number == null) {
                    out.nullField();
                } else {
                    out.numeric(number);
                }
            });
        }

        Builder<R> bool(String column, Predicate<R> value) {
            return add(column, "boolean", (row, out) -> out.bool(value.test(row)));
        }

        Builder<R> nullableBool(String column, Function<R, @Nullable Boolean> value) {
            return add(column, "boolean", (row, out) -> {
                Boolean truth = value.apply(row);
                if (truth == null) {
                    out.nullField();
                } else {
                    out.bool(truth);
                }
            });
        }

        /** A moment in microseconds since 1970, or {@link #NO_TIME}. */
        Builder<R> timestamp(String column, ToLongFunction<R> epochMicros) {
            return add(column, "timestamp with time zone", (row, out) -> {
                long micros = epochMicros.applyAsLong(row);
                if (micros == NO_TIME) {
                    out.nullField();
                } else {
                    out.timestamp(micros);
                }
            });
        }

        Builder<R> json(String column, Field<R> field) {
            return add(column, "jsonb", field);
        }

        CopyTable<R> build() {
            return new CopyTable<>(name, List.copyOf(columns));
        }

        private Builder<R> text(String column, Function<R, @Nullable String> value, int maxChars) {
            return add(column, "text", (row, out) -> {
                String text = value.apply(row);
                if (text == null) {
                    out.nullField();
                } else {
                    out.text(text, maxChars);
                }
            });
        }

        private Builder<R> add(String column, String type, Field<R> field) {
            columns.add(new Column<>(column, type, field));
            return this;
        }
    }
}
