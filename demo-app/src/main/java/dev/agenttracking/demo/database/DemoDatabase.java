// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.demo.database;

import dev.agenttracking.cli.CommandFailedException;
import dev.agenttracking.cli.DefaultDatabase;
import dev.agenttracking.postgres.TrackingSchema;
import org.postgresql.ds.PGSimpleDataSource;

/** The demo's own database for its commands: with the tracker's tables, also before anything was tracked. */
public final class DemoDatabase implements DefaultDatabase {

    @Override
    public Lease open() throws Exception {
        EmbeddedDatabase database;
        try {
            database = EmbeddedDatabase.open(DatabaseHome.fromEnvironment());
        } catch (DatabaseUnavailableException e) {
            throw new CommandFailedException("The demo has no database: " + e.getMessage(), e.remedy());
        }
        // For a command that Ctrl-C ends; closing twice is fine.
        Runtime.getRuntime().addShutdownHook(new Thread(database::close, "demo-database"));
        try {
            new TrackingSchema(dataSource(database), null).migrate();
        } catch (Exception e) {
            database.close();
            throw e;
        }
        return database;
    }

    private static PGSimpleDataSource dataSource(EmbeddedDatabase database) {
        PGSimpleDataSource dataSource = new PGSimpleDataSource();
        dataSource.setUrl(database.url());
        dataSource.setUser(database.username());
        return dataSource;
    }
}
