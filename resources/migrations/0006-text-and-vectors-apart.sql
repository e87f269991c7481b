-- The search index holds text and vectors apart: a change may be about one of them. 'upsert' is both.
ALTER TABLE outbox DROP CONSTRAINT outbox_action_check;
ALTER TABLE outbox ADD CONSTRAINT outbox_action_check CHECK (action IN ('upsert', 'text', 'vectors', 'delete', 'label'));
