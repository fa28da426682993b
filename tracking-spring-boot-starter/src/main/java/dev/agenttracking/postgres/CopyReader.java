// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Reads rows back that {@link CopyTable#write} has written, as a driver would give them: {@code uuid} as {@link UUID}, times as
 * {@link Instant}, {@code numeric} as {@link BigDecimal}, {@code jsonb} and {@code text} as text, arrays as lists.
 */
final class CopyReader {

    private static final int NULL_LENGTH = -1;
    private static final Instant EPOCH_2000 = Instant.parse("2000-01-01T00:00:00Z");

    private final List<RecordFormat.Column> columns;
    private final ByteBuffer bytes;

    private CopyReader(List<RecordFormat.Column> columns, ByteBuffer rows) {
        this.columns = columns;
        this.bytes = rows;
    }

    /** Rows without header and trailer, each value by the name of its column. */
    static List<Map<String, @Nullable Object>> read(RecordFormat.Table table, ByteBuffer rows) {
        CopyReader reader = new CopyReader(table.columns(), rows);
        List<Map<String, @Nullable Object>> read = new ArrayList<>();
        while (reader.bytes.hasRemaining()) {
            read.add(reader.row());
        }
        return read;
    }

    private Map<String, @Nullable Object> row() {
        int fields = bytes.getShort();
        if (fields != columns.size()) {
            throw new IllegalStateException("A row with " + fields + " fields");
        }
        Map<String, @Nullable Object> row = new HashMap<>();
        for (RecordFormat.Column column : columns) {
            row.put(column.name(), field(column.type()));
        }
        return row;
    }

    private @Nullable Object field(String type) {
        int length = bytes.getInt();
        if (length == NULL_LENGTH) {
            return null;
        }
        return switch (type) {
            case "uuid" -> new UUID(bytes.getLong(), bytes.getLong());
            case "integer" -> bytes.getInt();
            case "bigint" -> bytes.getLong();
            case "double precision" -> bytes.getDouble();
            case "numeric" -> numeric();
            case "boolean" -> bytes.get() != 0;
            case "timestamp with time zone" -> EPOCH_2000.plus(bytes.getLong(), ChronoUnit.MICROS);
            case "text" -> text(length);
            case "jsonb" -> json(length);
            case "text[]" -> texts();
            default -> throw new IllegalStateException("No reader for " + type);
        };
    }

    private BigDecimal numeric() {
        int groups = bytes.getShort();
        int weight = bytes.getShort();
        boolean negative = bytes.getShort() != 0;
        int scale = bytes.getShort();
        BigDecimal value = BigDecimal.ZERO;
        for (int i = 0; i < groups; i++) {
            value = value.add(BigDecimal.valueOf(bytes.getShort()).scaleByPowerOfTen(4 * (weight - i)));
        }
        value = value.setScale(scale, RoundingMode.UNNECESSARY);
        return negative ? value.negate() : value;
    }

    private String json(int length) {
        bytes.get(); // the format's version
        return text(length - 1);
    }

    private List<String> texts() {
        boolean empty = bytes.getInt() == 0;
        bytes.position(bytes.position() + 2 * Integer.BYTES);
        List<String> texts = new ArrayList<>();
        if (!empty) {
            int size = bytes.getInt();
            bytes.position(bytes.position() + Integer.BYTES);
            for (int i = 0; i < size; i++) {
                texts.add(text(bytes.getInt()));
            }
        }
        return texts;
    }

    private String text(int length) {
        if (length < 0 || length > bytes.remaining()) {
            throw new IllegalStateException("A text of " + length + " bytes where " + bytes.remaining() + " are left");
        }
        byte[] utf8 = new byte[length];
        bytes.get(utf8);
        return new String(utf8, StandardCharsets.UTF_8);
    }
}
