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

-- Content goes out of line and is not compressed: what scans the facts of executions reads a tenth of the pages, and the server
-- spends less on storing them than with the content compressed in between. It takes more space; who has less space than time sets
-- the columns to "extended" again, which counts for what is stored from then on.
alter table agent_executions
    alter column input_data set storage external,
    alter column output_data set storage external,
    alter column llm_request set storage external,
    alter column llm_response set storage external,
    alter column error_traceback set storage external;
alter table agent_execution_logs alter column data set storage external;
alter table agent_llm_calls
    alter column llm_request set storage external,
    alter column llm_response set storage external;
alter table agent_tool_calls
    alter column arguments set storage external,
    alter column result set storage external;

-- Partitions inherit how columns are stored, but not this; the library's own take it from the default ones.
alter table agent_executions_default set (toast_tuple_target = 128);
alter table agent_llm_calls_default set (toast_tuple_target = 128);
alter table agent_tool_calls_default set (toast_tuple_target = 128);

-- Nothing asks for a stage over all executions, and to keep this index took a quarter of the server's time for each execution.
-- A time window of stages is found by the block ranges of their timestamps.
drop index if exists agent_execution_logs_stage;
