-- Opened conversations, legal holds, and people who were erased. docs/privacy.md has the reasons.

-- Reading somebody else's conversation takes a person and a reason now: no key may do it.
UPDATE api_keys SET scopes = array_remove(scopes, 'conversations:read-all');

-- Who opened what of whom. Outlives the conversation.
CREATE TABLE conversation_openings (
  id              uuid PRIMARY KEY,
  tenant_id       uuid        NOT NULL REFERENCES tenants(id),
  -- Null where all data of the person was exported.
  conversation_id uuid,
  owner_id        uuid        NOT NULL,
  opened_by       uuid        NOT NULL,
  reason          text        NOT NULL,
  opened_at       timestamptz NOT NULL,
  -- When the owner said that they know.
  seen_at         timestamptz,
  FOREIGN KEY (tenant_id, owner_id) REFERENCES users (tenant_id, id),
  FOREIGN KEY (tenant_id, opened_by) REFERENCES users (tenant_id, id)
);
CREATE INDEX idx_conversation_openings_owner ON conversation_openings (tenant_id, owner_id, opened_at DESC);

-- What belongs to the person is neither erased nor pruned, by anybody, until the hold is released.
CREATE TABLE legal_holds (
  id             uuid PRIMARY KEY,
  tenant_id      uuid        NOT NULL REFERENCES tenants(id),
  user_id        uuid        NOT NULL,
  reason         text        NOT NULL,
  placed_by      uuid        NOT NULL,
  placed_at      timestamptz NOT NULL,
  release_reason text,
  released_by    uuid,
  released_at    timestamptz,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
  FOREIGN KEY (tenant_id, placed_by) REFERENCES users (tenant_id, id),
  FOREIGN KEY (tenant_id, released_by) REFERENCES users (tenant_id, id)
);
CREATE UNIQUE INDEX legal_holds_one_each ON legal_holds (tenant_id, user_id) WHERE released_at IS NULL;

-- Begun and finished, so that what a crash interrupts is done at the next start.
CREATE TABLE erasures (
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  user_id     uuid        NOT NULL,
  erased_by   uuid        NOT NULL,
  begun_at    timestamptz NOT NULL,
  -- What was removed, by kind.
  counts      jsonb       NOT NULL,
  finished_at timestamptz,
  PRIMARY KEY (tenant_id, user_id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id),
  FOREIGN KEY (tenant_id, erased_by) REFERENCES users (tenant_id, id)
);

DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['conversation_openings', 'legal_holds', 'erasures'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY of_tenant ON %I TO millwright_app
                    USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()))', each);
    -- Evidence: nothing takes a row away.
    EXECUTE format('GRANT SELECT, INSERT, UPDATE ON %I TO millwright_app', each);
  END LOOP;
END $$;

-- Which of them are unfinished, over all plants.
CREATE POLICY of_system ON erasures FOR SELECT TO millwright_system USING (true);
GRANT SELECT (tenant_id, user_id, begun_at, finished_at) ON erasures TO millwright_system;

-- Pruning the audit log asks this.
CREATE POLICY of_pruner ON legal_holds FOR SELECT TO millwright_pruner USING (tenant_id = (SELECT cur_tenant()));
GRANT SELECT ON legal_holds TO millwright_pruner;
CREATE OR REPLACE FUNCTION people_on_hold() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
  SELECT user_id FROM legal_holds WHERE released_at IS NULL
$$;
