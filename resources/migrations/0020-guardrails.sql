-- What the guardrails found in answers: measures and references, never words. Without references to other tables, so that it outlives the answer;
-- the person is taken out of it when they are erased.
CREATE TABLE guardrail_violations (
  id              uuid PRIMARY KEY,
  tenant_id       uuid        NOT NULL REFERENCES tenants(id),
  user_id         uuid,
  -- Null where the answer was not kept.
  conversation_id uuid,
  message_id      uuid        NOT NULL,
  model           varchar(255),
  action          varchar(16) NOT NULL CHECK (action IN ('none', 'marked', 'masked', 'refused')),
  -- Kinds of what was found, with how often.
  found           jsonb       NOT NULL,
  -- Sentences that state a fact, and those that are supported; null where that was not checked.
  facts           integer,
  supported       integer,
  created_at      timestamptz NOT NULL
);
CREATE INDEX guardrail_violations_by_time ON guardrail_violations (tenant_id, created_at);
ALTER TABLE guardrail_violations ENABLE ROW LEVEL SECURITY;
ALTER TABLE guardrail_violations FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON guardrail_violations TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON guardrail_violations TO millwright_app;
