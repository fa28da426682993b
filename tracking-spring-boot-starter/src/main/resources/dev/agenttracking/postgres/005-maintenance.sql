-- SPDX-License-Identifier: Apache-2.0
-- How far work has come that goes over the tables for as long as there are any. For PostgreSQL 14 and later.

create table agent_maintenance (
    task    text not null primary key, -- payloads: what tracking.retention.payloads asks for
    reached uuid not null,             -- all executions with a lesser id are done
    day     date not null              -- when it last went back for what was stored late
);
