// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** A process that opens the database, says whether it started it, and leaves when its input ends. */
final class DatabaseHolder {

    private DatabaseHolder() {}

    public static void main(String[] arguments) throws IOException {
        DatabaseHome home = new DatabaseHome(Path.of(arguments[0]), Integer.parseInt(arguments[1]));
        try (EmbeddedDatabase database = EmbeddedDatabase.open(home)) {
            System.out.println("started " + database.hasStarted());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
