// SPDX-License-Identifier: Apache-2.0
package dev.agenttracking.benchmark;

import java.sql.SQLException;

/** The same tables once more, in a schema in which nothing has been summed up. */
final class RawTables {

    static final String SCHEMA = "raw";

    /** The library's own views and tables but for their partitions: views of them, and in place of the sums tables without rows. */
    private static final String MAKE = """
            do $$
            declare
                kept record;
            begin
                drop schema if exists raw cascade;
                create schema raw;
                for kept in select relname, relname = 'agent_maintenance' or relname like '%_metrics' as sums from pg_class
                            where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v')
                              and relname like 'agent\\_%' and not relispartition loop
                    if kept.sums then
                        execute format('create table raw.%1$I (like public.%1$I)', kept.relname);
                    else
                        execute format('create view raw.%1$I as select * from public.%1$I', kept.relname);
                    end if;
                end loop;
            end $$
            """;

    private RawTables() {}

    static void make(QuestionsServer server) throws SQLException {
        server.execute(MAKE);
    }
}
