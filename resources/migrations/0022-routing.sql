-- What people said their questions are for: examples that the routing of questions learns from. One a person and question; the last counts.
CREATE TABLE routing_corrections (
  id          uuid        NOT NULL,
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  user_id     uuid        NOT NULL,
  question    text        NOT NULL,
  -- Checksum of the question without case, accents and punctuation.
  question_key char(64)   NOT NULL,
  -- Null: for no agent.
  agent       varchar(63),
  created_at  timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, user_id, question_key)
);
CREATE INDEX routing_corrections_latest ON routing_corrections (tenant_id, created_at DESC, id);
ALTER TABLE routing_corrections ENABLE ROW LEVEL SECURITY;
ALTER TABLE routing_corrections FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON routing_corrections TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON routing_corrections TO millwright_app;
