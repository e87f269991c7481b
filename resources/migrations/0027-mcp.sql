-- Servers of the Model Context Protocol that a plant uses; their tools stand among its tools.
CREATE TABLE mcp_servers (
  id            uuid        NOT NULL,
  tenant_id     uuid        NOT NULL REFERENCES tenants(id),
  name          varchar(63) NOT NULL,
  source        jsonb       NOT NULL,
  -- Of the list of tools that an admin approved: while the server offers another, none of them runs.
  approved_hash varchar(64),
  changed_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);
ALTER TABLE mcp_servers ENABLE ROW LEVEL SECURITY;
ALTER TABLE mcp_servers FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON mcp_servers TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON mcp_servers TO millwright_app;
