-- SPDX-License-Identifier: Apache-2.0
-- Whose a dead letter is, so that it is found when somebody's executions are erased. For PostgreSQL 14 and later;
-- 004-writer.sql comes before. All are null in letters of older versions, and where a record could not be read.

alter table agent_dead_letters
    add column root_execution_id   uuid,
    add column parent_execution_id uuid,
    add column depth               integer,
    add column vault_id            text,
    add column conversation_id     text,
    add column user_id             text;
