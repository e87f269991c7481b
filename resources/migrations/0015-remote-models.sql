-- Models that run elsewhere and speak OpenAI's format. They belong to the plant that added them: its key, its prices, its decision
-- about what may leave.
CREATE TABLE remote_models (
  id             uuid PRIMARY KEY,
  tenant_id      uuid         NOT NULL REFERENCES tenants(id),
  name           varchar(255) NOT NULL,
  kind           varchar(16)  NOT NULL CHECK (kind IN ('openai', 'azure')),
  base_url       text         NOT NULL,
  -- What the other side calls the model, or the deployment at Azure.
  model          varchar(255) NOT NULL,
  api_version    varchar(32),
  -- Sealed with the key of this installation; null where the other side asks for none.
  sealed_key     text,
  -- The most sensitive label that may be sent there.
  most_sensitive varchar(16)  NOT NULL CHECK (most_sensitive IN ('public', 'internal', 'confidential', 'restricted')),
  -- Of a million tokens, in the plant's currency.
  price_in       double precision NOT NULL DEFAULT 0,
  price_out      double precision NOT NULL DEFAULT 0,
  created_at     timestamptz  NOT NULL,
  UNIQUE (tenant_id, name)
);
ALTER TABLE remote_models ENABLE ROW LEVEL SECURITY;
ALTER TABLE remote_models FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON remote_models TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON remote_models TO millwright_app;
