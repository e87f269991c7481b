-- What a plant sets for itself in place of the standard: which labels each role and person may read, and how often a role may ask.

-- Null: what the person's role has as its standard.
ALTER TABLE users ADD COLUMN clearance varchar(16) CHECK (clearance IN ('public', 'internal', 'confidential', 'restricted'));
GRANT SELECT (clearance) ON users TO millwright_system;

-- Read with every session, before the tenant's own transaction begins; so it holds nothing that a tenant would hide.
CREATE TABLE tenant_policies (
  tenant_id  uuid PRIMARY KEY REFERENCES tenants(id),
  -- {role: {standard, most}}; roles that are missing have the standard of Millwright.
  clearance  jsonb       NOT NULL DEFAULT '{}',
  -- {role: {perMinute, perHour}}, for asking.
  rates      jsonb       NOT NULL DEFAULT '{}',
  updated_at timestamptz NOT NULL DEFAULT now()
);
ALTER TABLE tenant_policies ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenant_policies FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON tenant_policies TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
CREATE POLICY of_system ON tenant_policies FOR SELECT TO millwright_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON tenant_policies TO millwright_app;
GRANT SELECT ON tenant_policies TO millwright_system;
