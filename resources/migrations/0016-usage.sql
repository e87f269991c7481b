-- What each use of a language model took: measures only, never words. Without references, so that it outlives whom it is about; the person
-- is taken out of it when they are erased.
CREATE TABLE generations (
  id                uuid PRIMARY KEY,
  tenant_id         uuid         NOT NULL REFERENCES tenants(id),
  user_id           uuid,
  model             varchar(255) NOT NULL,
  -- Ran on another machine.
  remote            boolean      NOT NULL,
  outcome           varchar(16)  NOT NULL CHECK (outcome IN ('ok', 'stopped', 'failed')),
  from_cache        boolean      NOT NULL,
  prompt_tokens     integer      NOT NULL,
  -- Of the prompt's tokens, those that were not read again.
  reused_tokens     integer      NOT NULL,
  completion_tokens integer      NOT NULL,
  first_token_ms    integer,
  total_ms          integer      NOT NULL,
  cost              double precision NOT NULL,
  created_at        timestamptz  NOT NULL
);
CREATE INDEX generations_by_time ON generations (tenant_id, created_at);
ALTER TABLE generations ENABLE ROW LEVEL SECURITY;
ALTER TABLE generations FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON generations TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON generations TO millwright_app;
