-- SPDX-License-Identifier: Apache-2.0
-- The tables of agent tracking, for PostgreSQL 14 and later.
--
-- Liquibase runs the files of this folder. Without Liquibase run them by hand, in the order of their numbers and in the schema
-- that tracking.database.schema names:
--   for f in 00*.sql; do psql "options=--search_path=my_schema" -1 -f $f; done
-- or copy them among your Flyway migrations, and set tracking.database.migrate=false.
--
-- Ids are UUIDv7, made by the application: their first 48 bits are the milliseconds of created_at, so ranges of ids are ranges
-- of time, and that is what the tables are partitioned by. The library adds partitions by day; without any, all rows go to the
-- default one. There are no foreign keys: rows of different executions arrive in any order.
-- Times are timestamptz, durations are double precision milliseconds, what the library encodes is jsonb.

create table agent_executions (
    id                         uuid             not null,
    root_execution_id          uuid             not null,
    parent_execution_id        uuid,
    depth                      integer          not null,
    vault_id                   text,
    conversation_id            text,
    user_id                    text,
    agent_name                 text             not null,
    agent_method               text             not null,
    status                     text             not null,
    current_stage              text,
    input_data                 jsonb,
    output_data                jsonb,
    llm_model                  text,
    llm_request                jsonb,
    llm_response               jsonb,
    llm_calls                  integer,
    llm_tokens_used            bigint,
    llm_latency_ms             double precision,
    llm_cost_usd               numeric,
    response_valid             boolean,
    response_quality_score     double precision,
    response_validation_errors jsonb,
    response_warnings          jsonb,
    response_metrics           jsonb,
    started_at                 timestamptz      not null,
    completed_at               timestamptz,
    duration_ms                double precision,
    error_type                 text,
    error_message              text,
    error_traceback            text,
    relevance_score            double precision,
    relevance_reasoning        text,
    tags                       text[],
    trace_id                   text,
    span_id                    text,
    service_name               text,
    service_version            text,
    instance_id                text,
    execution_metadata         jsonb,
    created_at                 timestamptz      not null,
    updated_at                 timestamptz      not null default now(),
    primary key (id)
) partition by range (id);

create table agent_executions_default partition of agent_executions default;

-- What happened lately, and every question with a time window.
create index agent_executions_created_at on agent_executions (created_at);

-- What one agent did: counts and durations come from the index alone.
create index agent_executions_agent on agent_executions (agent_name, created_at) include (status, duration_ms);

-- What failed, was skipped, ran out of time or still runs: all but the bulk, which an index on the status would not narrow down.
create index agent_executions_status on agent_executions (status, created_at) where status <> 'success';

-- What happened in one vault, in one conversation and for one user; applications without them pay nothing.
create index agent_executions_vault on agent_executions (vault_id, created_at) where vault_id is not null;
create index agent_executions_conversation on agent_executions (conversation_id, created_at) where conversation_id is not null;
create index agent_executions_user on agent_executions (user_id, created_at) where user_id is not null;

-- One row per run of a stage (its timestamp is its begin) and per event. The primary key answers "all of one execution".
create table agent_execution_logs (
    id                 uuid        not null,
    execution_id       uuid        not null,
    sequence           integer     not null,
    parent_sequence    integer,
    stage              text,
    stage_kind         text,
    stage_status       text        not null,
    timestamp          timestamptz not null,
    duration_ms        double precision,
    log_level          text,
    message            text,
    data               jsonb,
    execution_metadata jsonb,
    primary key (execution_id, sequence)
) partition by range (execution_id);

create table agent_execution_logs_default partition of agent_execution_logs default;

-- How long each stage takes, over all executions.
create index agent_execution_logs_stage on agent_execution_logs (stage, timestamp) include (duration_ms);

-- Everything of a time window. Rows arrive in the order of time, so block ranges do, at a hundredth of a tree's size.
create index agent_execution_logs_timestamp on agent_execution_logs using brin (timestamp) with (autosummarize = on);

-- One row per execution that another one called. The primary key answers "the whole tree of a root".
create table agent_call_chains (
    id                  uuid        not null,
    vault_id            text,
    conversation_id     text,
    root_execution_id   uuid        not null,
    parent_execution_id uuid        not null,
    child_execution_id  uuid        not null,
    call_reason         text,
    data_passed         jsonb,
    depth               integer     not null,
    sequence            integer     not null,
    created_at          timestamptz not null,
    primary key (root_execution_id, child_execution_id)
) partition by range (root_execution_id);

create table agent_call_chains_default partition of agent_call_chains default;

-- One row per agent, time window and vault; the rows without a vault count all vaults.
create table agent_performance_metrics (
    agent_name            text        not null,
    vault_id              text,
    time_window_start     timestamptz not null,
    time_window_end       timestamptz not null,
    total_executions      bigint      not null default 0,
    successful_executions bigint      not null default 0,
    failed_executions     bigint      not null default 0,
    timeout_executions    bigint      not null default 0,
    skipped_executions    bigint      not null default 0,
    avg_duration_ms       double precision,
    p50_duration_ms       double precision,
    p95_duration_ms       double precision,
    p99_duration_ms       double precision,
    total_llm_calls       bigint      not null default 0,
    total_tokens_used     bigint      not null default 0,
    avg_llm_latency_ms    double precision,
    common_errors         jsonb,
    error_rate            double precision,
    created_at            timestamptz not null default now(),
    updated_at            timestamptz not null default now()
);

-- One agent's windows, each once: those of all vaults, and those of one.
create unique index agent_performance_metrics_agent
    on agent_performance_metrics (agent_name, time_window_start, time_window_end) where vault_id is null;
create unique index agent_performance_metrics_vault
    on agent_performance_metrics (agent_name, time_window_start, time_window_end, vault_id) where vault_id is not null;

-- All agents of a time window.
create index agent_performance_metrics_window on agent_performance_metrics (time_window_start);

-- One row per call of a model. The content of an execution's last call is on the execution, that of earlier calls is here;
-- agent_llm_interactions has both.
create table agent_llm_calls (
    execution_id           uuid        not null,
    sequence               integer     not null,
    stage                  text,
    provider               text,
    request_model          text,
    response_model         text,
    input_tokens           bigint,
    output_tokens          bigint,
    cache_read_tokens      bigint,
    cache_write_tokens     bigint,
    reasoning_tokens       bigint,
    started_at             timestamptz not null,
    latency_ms             double precision,
    time_to_first_chunk_ms double precision,
    finish_reason          text,
    streaming              boolean     not null default false,
    cancelled              boolean     not null default false,
    error_type             text,
    error_message          text,
    cost_usd               numeric,
    price_version          text,
    llm_request            jsonb,
    llm_response           jsonb,
    primary key (execution_id, sequence)
) partition by range (execution_id);

create table agent_llm_calls_default partition of agent_llm_calls default;

-- One row per tool that a model had called; sequence counts within the execution.
create table agent_tool_calls (
    execution_id      uuid        not null,
    llm_call_sequence integer,
    sequence          integer     not null,
    tool_name         text        not null,
    arguments         jsonb,
    result            jsonb,
    started_at        timestamptz not null,
    duration_ms       double precision,
    error_type        text,
    error_message     text,
    primary key (execution_id, sequence)
) partition by range (execution_id);

create table agent_tool_calls_default partition of agent_tool_calls default;

-- One row per candidate of a decision; execution_id is the decider's.
create table agent_decisions (
    execution_id    uuid        not null,
    sequence        integer     not null,
    agent_name      text        not null,
    vault_id        text,
    conversation_id text,
    score           double precision,
    threshold       double precision,
    rank            integer,
    chosen          boolean     not null,
    reason_code     text,
    reason          text,
    created_at      timestamptz not null,
    primary key (execution_id, sequence)
) partition by range (execution_id);

create table agent_decisions_default partition of agent_decisions default;

-- Why an agent was not chosen lately, also one that never ran.
create index agent_decisions_agent on agent_decisions (agent_name, created_at);

-- One row per check of an answer. People and judges add theirs later, so rows have ids, not positions.
create table agent_evaluations (
    id                uuid        not null default gen_random_uuid(),
    execution_id      uuid        not null,
    llm_call_sequence integer,
    name              text        not null,
    score             double precision,
    label             text,
    explanation       text,
    source            text        not null,
    created_at        timestamptz not null default now(),
    primary key (execution_id, id)
) partition by range (execution_id);

create table agent_evaluations_default partition of agent_evaluations default;

-- One row per source that an answer rests on.
create table agent_citations (
    execution_id    uuid        not null,
    sequence        integer     not null,
    source_type     text,
    source_id       text,
    quote           text,
    relevance_score double precision,
    created_at      timestamptz not null,
    primary key (execution_id, sequence)
) partition by range (execution_id);

create table agent_citations_default partition of agent_citations default;

-- Every call of a model with its content, wherever that is stored, and with the execution that made it.
create view agent_llm_interactions as
select c.execution_id,
       c.sequence,
       e.agent_name,
       e.agent_method,
       e.vault_id,
       e.conversation_id,
       e.user_id,
       c.stage,
       c.provider,
       c.request_model,
       c.response_model,
       case when c.sequence = e.llm_calls - 1 then coalesce(c.llm_request, e.llm_request) else c.llm_request end as llm_request,
       case when c.sequence = e.llm_calls - 1 then coalesce(c.llm_response, e.llm_response) else c.llm_response end as llm_response,
       c.input_tokens,
       c.output_tokens,
       c.cache_read_tokens,
       c.cache_write_tokens,
       c.reasoning_tokens,
       c.started_at,
       c.latency_ms,
       c.time_to_first_chunk_ms,
       c.finish_reason,
       c.streaming,
       c.cancelled,
       c.error_type,
       c.error_message,
       c.cost_usd,
       c.price_version
from agent_llm_calls c
left join agent_executions e on e.id = c.execution_id;
