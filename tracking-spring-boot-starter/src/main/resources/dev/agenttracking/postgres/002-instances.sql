-- SPDX-License-Identifier: Apache-2.0
-- Who records into these tables, and what there is to be recorded. For PostgreSQL 14 and later; 001-executions.sql comes before.

-- One row per process, or per application context where a process has several. Its times are those of the database's clock, so
-- that the clocks of hosts do not matter; an instance counts as living while neither stopped_at nor died_at is set.
create table agent_instances (
    instance_id          text             not null primary key,
    service_name         text,
    service_version      text,
    started_at           timestamptz      not null,
    heartbeat_at         timestamptz      not null, -- its last sign of life
    heartbeat_timeout_ms double precision not null, -- without one for so long it counts as dead
    stopped_at           timestamptz,               -- when it said that it stops
    died_at              timestamptz                -- when another one found it dead
);

-- The agents of each service, run or not: what the processor has seen and what was found among the beans.
create table agent_registry (
    service_name text        not null default '',
    agent_name   text        not null,
    class_name   text        not null,
    methods      text[]      not null,
    stages       text[]      not null,
    enabled      boolean     not null, -- whether its executions are recorded
    is_bean      boolean     not null, -- whether the application has it, not only its class
    updated_at   timestamptz not null default now(),
    primary key (service_name, agent_name)
);

