-- Signing in through an identity provider, without a network, and with a second factor.

ALTER TABLE sessions
  ADD COLUMN method       varchar(16) NOT NULL DEFAULT 'local' CHECK (method IN ('local', 'sso', 'offline')),
  -- When the role was last heard from the identity provider; null for local accounts.
  ADD COLUMN roles_as_of  timestamptz,
  -- The screen is locked: the session answers nothing until its person shows who they are.
  ADD COLUMN locked_at    timestamptz;

-- How the people of a plant sign in. Secrets are sealed under the key of this installation.
CREATE TABLE sso_settings (
  tenant_id     uuid PRIMARY KEY REFERENCES tenants(id),
  issuer        text        NOT NULL,
  client_id     text        NOT NULL,
  client_secret text,
  -- Scopes, label, claim names, groups of each role, audiences.
  config        jsonb       NOT NULL,
  -- Discovery document and keys of the provider as last fetched, so that they outlive an outage and a restart.
  documents     jsonb,
  fetched_at    timestamptz,
  updated_at    timestamptz NOT NULL DEFAULT now()
);

-- What is known of a person at their provider.
CREATE TABLE sso_accounts (
  tenant_id      uuid        NOT NULL REFERENCES tenants(id),
  user_id        uuid        NOT NULL,
  issuer         text        NOT NULL,
  subject        text        NOT NULL,
  -- What the person types to say who they are, folded.
  login_name     text        NOT NULL,
  refresh_token  text,
  id_token       text,
  roles_as_of    timestamptz NOT NULL,
  -- Offline sign-in: the PIN's hash, and what this installation grants, sealed.
  pin_hash       text,
  offline_grant  text,
  pin_failures   integer     NOT NULL DEFAULT 0,
  pin_locked_until timestamptz,
  PRIMARY KEY (tenant_id, user_id),
  UNIQUE (tenant_id, issuer, subject),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX idx_sso_accounts_login ON sso_accounts (tenant_id, login_name);

CREATE TABLE second_factors (
  tenant_id      uuid        NOT NULL REFERENCES tenants(id),
  user_id        uuid        NOT NULL,
  secret         text        NOT NULL,
  -- Null until the first code proved that the person's device has the secret.
  confirmed_at   timestamptz,
  -- The newest time step a code was accepted for: it and all before it are used up.
  last_step      bigint      NOT NULL DEFAULT 0,
  -- SHA-256 of the recovery codes that are left.
  recovery_codes text[]      NOT NULL DEFAULT '{}',
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);

DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['sso_settings', 'sso_accounts', 'second_factors'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY of_tenant ON %I TO millwright_app
                    USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()))', each);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO millwright_app', each);
  END LOOP;
END $$;

-- A bearer token names its issuer, not its plant.
GRANT SELECT (tenant_id, issuer) ON sso_settings TO millwright_system;
CREATE POLICY of_system ON sso_settings TO millwright_system USING (true);
