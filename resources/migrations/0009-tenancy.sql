-- Operators of the installation, API keys, and what a plant uses. docs/decisions/0017 has the reasons.

-- Apart from users, so that nobody who may write a plant's people can make an operator. Only the system role sees it.
CREATE TABLE operators (
  tenant_id uuid NOT NULL,
  user_id   uuid NOT NULL,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
INSERT INTO operators (tenant_id, user_id)
  SELECT tenant_id, id FROM users WHERE role = 'admin' AND tenant_id = (SELECT id FROM tenants ORDER BY created_at, id LIMIT 1)
  ORDER BY created_at, id LIMIT 1;
ALTER TABLE operators ENABLE ROW LEVEL SECURITY;
ALTER TABLE operators FORCE ROW LEVEL SECURITY;
CREATE POLICY of_system ON operators TO millwright_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT ON operators TO millwright_system;

CREATE TABLE api_keys (
  id          uuid PRIMARY KEY,
  tenant_id   uuid         NOT NULL REFERENCES tenants(id),
  user_id     uuid         NOT NULL,
  name        varchar(100) NOT NULL,
  prefix      varchar(16)  NOT NULL,
  -- SHA-256 of the whole key, hexadecimal; the key itself is never stored.
  key_hash    char(64)     NOT NULL UNIQUE,
  scopes      text[]       NOT NULL,
  created_by  uuid         NOT NULL,
  created_at  timestamptz  NOT NULL DEFAULT now(),
  expires_at  timestamptz,
  last_used   timestamptz,
  revoked_at  timestamptz,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX idx_api_keys_user ON api_keys (tenant_id, user_id);

CREATE TABLE token_usage (
  tenant_id uuid   NOT NULL REFERENCES tenants(id),
  -- In UTC.
  day       date   NOT NULL,
  tokens    bigint NOT NULL,
  PRIMARY KEY (tenant_id, day)
);

DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['api_keys', 'token_usage'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY of_tenant ON %I TO millwright_app
                    USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()))', each);
    EXECUTE format('CREATE POLICY of_system ON %I TO millwright_system USING (true)', each);
    EXECUTE format('GRANT SELECT ON %I TO millwright_system', each);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO millwright_app', each);
  END LOOP;
END $$;

ALTER TABLE sessions ADD COLUMN agent varchar(200);

-- Sums for the operator, never what is summed.
GRANT SELECT (file_size_bytes) ON documents TO millwright_system;
-- Quotas stand in `config`, which a plant can read and not write.
GRANT UPDATE (is_active, config, updated_at) ON tenants TO millwright_system;
