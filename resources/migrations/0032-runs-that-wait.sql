-- What an agent had found when it asked for a call that waits, so that its answer goes on once the call is decided. Emptied when it has.
ALTER TABLE approvals ADD COLUMN run jsonb, ADD COLUMN goes_on boolean NOT NULL DEFAULT false;
CREATE INDEX approvals_going_on ON approvals (tenant_id) WHERE goes_on;
GRANT SELECT (goes_on) ON approvals TO millwright_system;
-- A step of a plan that waits until a call of its agent is decided.
ALTER TABLE plan_steps DROP CONSTRAINT plan_steps_state_check;
ALTER TABLE plan_steps ADD CONSTRAINT plan_steps_state_check CHECK (state IN ('waiting', 'running', 'approval', 'done', 'failed'));
