-- What a plant lets its people and models call: one row a tool as it stands, and every version there was.
CREATE TABLE tools (
  id         uuid         NOT NULL,
  tenant_id  uuid         NOT NULL REFERENCES tenants(id),
  name       varchar(128) NOT NULL,
  version    integer      NOT NULL,
  -- Null once it was removed: the row stays, so that versions go on counting.
  definition jsonb,
  changed_at timestamptz  NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);
CREATE TABLE tool_versions (
  tenant_id  uuid        NOT NULL REFERENCES tenants(id),
  tool_id    uuid        NOT NULL,
  version    integer     NOT NULL,
  definition jsonb,
  saved_by   uuid        NOT NULL,
  saved_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, tool_id, version),
  FOREIGN KEY (tenant_id, tool_id) REFERENCES tools (tenant_id, id)
);
-- Keys and passwords that tools refer to by name, sealed with the key of this installation.
CREATE TABLE tool_secrets (
  tenant_id uuid        NOT NULL REFERENCES tenants(id),
  name      varchar(63) NOT NULL,
  sealed    text        NOT NULL,
  kept_at   timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, name)
);
ALTER TABLE tools ENABLE ROW LEVEL SECURITY;
ALTER TABLE tools FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON tools TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE tool_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE tool_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON tool_versions TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE tool_secrets ENABLE ROW LEVEL SECURITY;
ALTER TABLE tool_secrets FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON tool_secrets TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE ON tools TO millwright_app;
-- A version is never changed and never taken away.
GRANT SELECT, INSERT ON tool_versions TO millwright_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON tool_secrets TO millwright_app;
