-- SPDX-License-Identifier: Apache-2.0
-- Sums over hours and days, so that questions about long times do not read all executions. For PostgreSQL 14 and later;
-- 005-maintenance.sql comes before. The library keeps them up to date; hours and days are those of UTC, and an execution belongs
-- to that in which it began. Only what has ended is counted. Where nothing was, there is no row.
--
-- A day's row is made of its hours' rows, so a sum takes either, never both: ... where granularity = 'hour' and ...
-- Sketches are DDSketches (com.datadoghq:sketches-java, relative error 1 %); percentiles of several rows cannot be had without.

-- Rows without a vault count all vaults, those without one included.
alter table agent_performance_metrics
    add column granularity          text   not null default 'hour', -- hour or day
    add column cancelled_executions bigint not null default 0,
    add column abandoned_executions bigint not null default 0,
    add column timed_executions     bigint not null default 0,      -- those with a duration
    add column sum_duration_ms      double precision not null default 0,
    add column duration_sketch      bytea,                          -- in milliseconds
    add column timed_llm_calls      bigint not null default 0,      -- of executions with an LLM latency
    add column sum_llm_latency_ms   double precision not null default 0,
    add column total_cost_usd       numeric,                        -- null where no cost is known
    add column rated_responses      bigint not null default 0,      -- those with a quality score
    add column sum_quality_score    double precision not null default 0,
    add column quality_above_90     bigint not null default 0,      -- better than 0.9
    add column quality_70_to_90     bigint not null default 0,
    add column quality_50_to_70     bigint not null default 0,      -- less than 0.7
    add column quality_below_50     bigint not null default 0,
    add column valid_responses      bigint not null default 0,
    add column invalid_responses    bigint not null default 0;

drop index if exists agent_performance_metrics_agent;
drop index if exists agent_performance_metrics_vault;
drop index if exists agent_performance_metrics_window;

-- One agent's windows, each once.
create unique index agent_performance_metrics_agent
    on agent_performance_metrics (agent_name, granularity, time_window_start) where vault_id is null;

-- One vault's windows.
create index agent_performance_metrics_vault
    on agent_performance_metrics (vault_id, granularity, time_window_start) where vault_id is not null;

-- All agents of a time, and all vaults.
create index agent_performance_metrics_window
    on agent_performance_metrics (granularity, time_window_start) where vault_id is null;
create index agent_performance_metrics_vaults
    on agent_performance_metrics (granularity, time_window_start, agent_name) where vault_id is not null;

-- One row per window, agent and stage, over all vaults. Events are no runs.
create table agent_stage_metrics (
    agent_name        text             not null,
    stage             text             not null,
    granularity       text             not null, -- hour or day
    time_window_start timestamptz      not null,
    time_window_end   timestamptz      not null,
    total_runs        bigint           not null,
    failed_runs       bigint           not null,
    timed_runs        bigint           not null, -- those that have ended
    sum_duration_ms   double precision not null,
    avg_duration_ms   double precision,
    p50_duration_ms   double precision,
    p95_duration_ms   double precision,
    p99_duration_ms   double precision,
    duration_sketch   bytea,
    updated_at        timestamptz      not null default now()
);

create index agent_stage_metrics_agent on agent_stage_metrics (agent_name, granularity, time_window_start);
create index agent_stage_metrics_window on agent_stage_metrics (granularity, time_window_start);

-- One row per window, agent, provider and requested model over all vaults, and one for each vault; where all_vaults is false and
-- vault_id is null, it is that of the calls without a vault.
create table agent_llm_metrics (
    agent_name         text             not null,
    provider           text,
    model              text,
    all_vaults         boolean          not null,
    vault_id           text,
    granularity        text             not null, -- hour or day
    time_window_start  timestamptz      not null,
    time_window_end    timestamptz      not null,
    total_calls        bigint           not null,
    failed_calls       bigint           not null,
    input_tokens       bigint           not null, -- cache_read_tokens are part of them
    output_tokens      bigint           not null,
    cache_read_tokens  bigint           not null,
    cache_write_tokens bigint           not null,
    reasoning_tokens   bigint           not null,
    total_cost_usd     numeric,                   -- null where no cost is known
    unpriced_calls     bigint           not null, -- those whose cost is not known
    timed_calls        bigint           not null, -- those with a latency
    sum_latency_ms     double precision not null,
    avg_latency_ms     double precision,
    updated_at         timestamptz      not null default now()
);

create index agent_llm_metrics_vault on agent_llm_metrics (vault_id, granularity, time_window_start) where not all_vaults;
create index agent_llm_metrics_agent on agent_llm_metrics (agent_name, granularity, time_window_start) where all_vaults;
create index agent_llm_metrics_window on agent_llm_metrics (granularity, time_window_start) where all_vaults;
create index agent_llm_metrics_vaults
    on agent_llm_metrics (granularity, time_window_start, agent_name) where not all_vaults;

-- rollup-hours, rollup-days: all executions with an id less than what they have reached are counted; looked_at of the hours is when
-- it was last looked for what came late.
alter table agent_maintenance add column looked_at timestamptz;

-- What has changed lately. Rows arrive in this order, so block ranges do, at a hundredth of a tree's size. It reads all executions
-- once and lets none be stored meanwhile; in a large database make it before, by hand: one for each partition, concurrently.
create index if not exists agent_executions_updated_at
    on agent_executions using brin (updated_at) with (autosummarize = on);
