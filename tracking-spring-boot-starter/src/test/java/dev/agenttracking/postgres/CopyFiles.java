// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.postgres;

import dev.agenttracking.writer.EncodedRecord;
import dev.agenttracking.writer.RejectedRecordException;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Encoded executions as files that the server itself can {@code COPY}: one of each table that has rows. */
public final class CopyFiles {

    private CopyFiles() {}

    /**
     * Writes them.
     *
     * @param format that of the encoder that made the records
     */
    public static List<CopyFile> write(List<EncodedRecord> records, String format, Path folder)
            throws IOException, RejectedRecordException {
        RecordFormat read = RecordFormat.parse(format);
        List<CopyFile> files = new ArrayList<>();
        for (int i = 0; i < read.tables().size(); i++) {
            int table = i;
            if (records.stream().anyMatch(record -> EncodedRows.find(record.rows(), table) != EncodedRows.NONE)) {
                RecordFormat.Table target = read.tables().get(table);
                Path file = folder.resolve(target.name() + ".copy");
                write(records, table, file);
                files.add(new CopyFile(target.name(), target.columnNames(), file));
            }
        }
        return files;
    }

    private static void write(List<EncodedRecord> records, int table, Path file) throws IOException {
        CopyBuffer frame = new CopyBuffer(64);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            frame.header();
            out.write(frame.array(), 0, frame.size());
            for (EncodedRecord record : records) {
                long found = EncodedRows.find(record.rows(), table);
                out.write(record.rows(), EncodedRows.offset(found), EncodedRows.length(found));
            }
            frame.truncate(0);
            frame.trailer();
            out.write(frame.array(), 0, frame.size());
        }
    }

    /** Rows of one table. */
    public record CopyFile(String table, String columns, Path path) {

        /** The statement that has the server read it. */
        public String statement(String schema) {
            return "copy " + schema + "." + table + " (" + columns + ") from '" + path + "' (format binary)";
        }
    }
}
