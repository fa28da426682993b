-- SPDX-License-Identifier: Apache-2.0
-- What captured calls of models say besides. For PostgreSQL 14 and later; 002-instances.sql comes before.

alter table agent_llm_calls
    add column operation text not null default 'chat', -- chat or embedding
    add column chunks integer;                         -- pieces that a streamed answer came in

-- Every call of a model with its content, wherever that is stored, and with the execution that made it. The execution has the
-- content of its last chat; where that is its last call, the call's own row has none.
create or replace view agent_llm_interactions as
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
       case when c.sequence = e.llm_calls - 1 and c.operation = 'chat'
            then coalesce(c.llm_request, e.llm_request) else c.llm_request end as llm_request,
       case when c.sequence = e.llm_calls - 1 and c.operation = 'chat'
            then coalesce(c.llm_response, e.llm_response) else c.llm_response end as llm_response,
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
       c.price_version,
       c.operation,
       c.chunks
from agent_llm_calls c
left join agent_executions e on e.id = c.execution_id;
