-- Goals as graphs of steps: each step waits for those it needs, is done by an agent for the person whose plan it is, and keeps what came of it.
CREATE TABLE plans (
  id         uuid        NOT NULL,
  tenant_id  uuid        NOT NULL REFERENCES tenants(id),
  user_id    uuid        NOT NULL,
  goal       text        NOT NULL,
  state      varchar(16) NOT NULL CHECK (state IN ('draft', 'approved', 'running', 'paused', 'done', 'failed')),
  version    integer     NOT NULL,
  made_by    varchar(16) NOT NULL,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX plans_of_person ON plans (tenant_id, user_id, updated_at DESC);
CREATE TABLE plan_steps (
  tenant_id   uuid         NOT NULL REFERENCES tenants(id),
  plan_id     uuid         NOT NULL,
  key         varchar(16)  NOT NULL,
  place       integer      NOT NULL,
  title       varchar(120) NOT NULL,
  instruction text         NOT NULL,
  agent       varchar(63),
  expected    text         NOT NULL,
  after       text[]       NOT NULL,
  state       varchar(16)  NOT NULL CHECK (state IN ('waiting', 'running', 'done', 'failed')),
  attempts    integer      NOT NULL DEFAULT 0,
  error       text,
  started_at  timestamptz,
  ended_at    timestamptz,
  -- The answer with what it was made from, as messages are kept.
  result      jsonb,
  PRIMARY KEY (tenant_id, plan_id, key),
  FOREIGN KEY (tenant_id, plan_id) REFERENCES plans (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE plans ENABLE ROW LEVEL SECURITY;
ALTER TABLE plans FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON plans TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE plan_steps ENABLE ROW LEVEL SECURITY;
ALTER TABLE plan_steps FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON plan_steps TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON plans, plan_steps TO millwright_app;
