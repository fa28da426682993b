-- SPDX-License-Identifier: Apache-2.0
-- What questions filter and group by stays in its row. For PostgreSQL 14 and later; 007-rollups.sql comes before. Nothing looks
-- whether it was run, and it may run twice.

-- Where a row has content, all of its values of more than 24 bytes went out of line with it, ids of conversations and names of
-- errors too: each took the server as long to store as a row of its own, and a look-up to read. Counts for what is stored from
-- now on. Values that would make a row longer than a page go out of line still.
alter table agent_executions
    alter column agent_name set storage main,
    alter column agent_method set storage main,
    alter column vault_id set storage main,
    alter column conversation_id set storage main,
    alter column user_id set storage main,
    alter column llm_model set storage main,
    alter column response_metrics set storage main,
    alter column error_type set storage main,
    alter column tags set storage main,
    alter column trace_id set storage main,
    alter column service_name set storage main,
    alter column service_version set storage main,
    alter column instance_id set storage main;
alter table agent_llm_calls
    alter column provider set storage main,
    alter column request_model set storage main,
    alter column response_model set storage main,
    alter column error_type set storage main;
alter table agent_tool_calls
    alter column tool_name set storage main,
    alter column error_type set storage main;

-- Why an agent was not chosen in one conversation, or in one vault: among all decisions about a busy agent those are few.
create index if not exists agent_decisions_conversation on agent_decisions (conversation_id, agent_name, created_at)
    where conversation_id is not null;
create index if not exists agent_decisions_vault on agent_decisions (vault_id, agent_name, created_at) where vault_id is not null;

-- What failed with one kind of error: few of all.
create index if not exists agent_executions_error on agent_executions (error_type, created_at) where error_type is not null;
