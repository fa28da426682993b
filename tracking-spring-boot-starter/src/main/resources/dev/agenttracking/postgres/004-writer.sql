-- SPDX-License-Identifier: Apache-2.0
-- What the way into the tables needs. For PostgreSQL 14 and later; 003-llm-calls.sql comes before.

-- Records that the other tables refused, each with the reason. Nothing reads them by itself: they are for people, who may find
-- out what was wrong. format says what record holds: tables and columns, whose rows are those of a binary COPY.
create table agent_dead_letters (
    execution_id uuid        not null primary key,
    status       text        not null, -- how the execution ended
    sql_state    text,                 -- what the database gave as the reason, null where it was not the database
    error        text        not null,
    format       text        not null,
    record       bytea       not null,
    instance_id  text,                 -- who could not store it
    created_at   timestamptz not null default now()
);
