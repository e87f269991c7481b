-- What a plant has set up to answer with: one row an agent as it stands, and every version there was.
CREATE TABLE agents (
  id         uuid        NOT NULL,
  tenant_id  uuid        NOT NULL REFERENCES tenants(id),
  name       varchar(63) NOT NULL,
  version    integer     NOT NULL,
  -- Null once it was removed: the row stays, so that one that comes with Millwright stays away and versions go on counting.
  definition jsonb,
  changed_at timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);
CREATE TABLE agent_versions (
  tenant_id  uuid        NOT NULL REFERENCES tenants(id),
  agent_id   uuid        NOT NULL,
  version    integer     NOT NULL,
  definition jsonb,
  saved_by   uuid        NOT NULL,
  saved_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, agent_id, version),
  FOREIGN KEY (tenant_id, agent_id) REFERENCES agents (tenant_id, id)
);
ALTER TABLE agents ENABLE ROW LEVEL SECURITY;
ALTER TABLE agents FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON agents TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE agent_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE agent_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON agent_versions TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON agents, agent_versions TO millwright_app;
