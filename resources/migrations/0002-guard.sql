-- Row-level security that does not rest on settings a statement could change. docs/decisions/0003 has the reasons.

CREATE ROLE millwright_app NOLOGIN;
CREATE ROLE millwright_system NOLOGIN;

-- Nothing may be created, and nothing may be changed that outlives a statement.
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO millwright_app, millwright_system;
ALTER DEFAULT PRIVILEGES REVOKE EXECUTE ON FUNCTIONS FROM PUBLIC;
DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY, CREATE ON DATABASE %I FROM PUBLIC', current_database()); END $$;
REVOKE USAGE ON LANGUAGE plpgsql FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) FROM PUBLIC;
REVOKE UPDATE ON pg_catalog.pg_settings FROM PUBLIC;
-- Large objects belong to a role, not to a tenant: one tenant could leave there what another reads.
DO $$
DECLARE each regprocedure;
BEGIN
  FOR each IN SELECT oid FROM pg_proc WHERE pronamespace = 'pg_catalog'::regnamespace AND proname ~ '^lo(_|read|write)' LOOP
    EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', each);
  END LOOP;
END $$;

-- Whose transaction this is. One row, which only the owner can write; it counts for the transaction it is stamped with.
-- Unlogged: a transaction that only reads then needs no disk write to commit. A crash empties it, which means "nobody's".
CREATE SCHEMA ctx;
CREATE UNLOGGED TABLE ctx.cur (
  only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
  tenant   uuid,
  user_id  uuid,
  xid      xid8 NOT NULL
);

CREATE FUNCTION ctx.enter(entering_tenant uuid, entering_user uuid, entering_role text) RETURNS text
LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO ctx.cur (tenant, user_id, xid) VALUES (entering_tenant, entering_user, pg_catalog.pg_current_xact_id())
    ON CONFLICT (only_row) DO UPDATE SET tenant = excluded.tenant, user_id = excluded.user_id, xid = excluded.xid;
  PERFORM pg_catalog.set_config('row_security', 'on', true);
  PERFORM pg_catalog.set_config('role', entering_role, true);
  RETURN pg_catalog.pg_current_xact_id()::text;
END $$;

CREATE FUNCTION cur_tenant() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT tenant FROM ctx.cur WHERE xid = pg_catalog.pg_current_xact_id_if_assigned()
$$;
CREATE FUNCTION cur_user_id() RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = '' AS $$
  SELECT user_id FROM ctx.cur WHERE xid = pg_catalog.pg_current_xact_id_if_assigned()
$$;
GRANT EXECUTE ON FUNCTION cur_tenant(), cur_user_id() TO millwright_app;

-- One policy per tenant-owned table: the rows of this transaction's tenant, and no others, for reading and writing.
DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['users', 'sessions', 'conversations', 'messages', 'documents', 'document_parts',
                              'document_chunks', 'outbox', 'audit_logs', 'memories', 'settings'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY of_tenant ON %I TO millwright_app
                    USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()))', each);
  END LOOP;
END $$;
ALTER TABLE tenants ENABLE ROW LEVEL SECURITY;
ALTER TABLE tenants FORCE ROW LEVEL SECURITY;
CREATE POLICY own ON tenants TO millwright_app USING (id = (SELECT cur_tenant()));

GRANT SELECT ON tenants, models, audit_logs TO millwright_app;
GRANT SELECT, INSERT, UPDATE ON users TO millwright_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON sessions, conversations, messages, documents, document_parts, document_chunks,
  outbox, memories, settings TO millwright_app;

-- What must be read before a tenant is known, or belongs to the machine. No content of any tenant, no password hash.
GRANT SELECT, INSERT ON tenants TO millwright_system;
GRANT SELECT (id, tenant_id, external_id, display_name, role, is_active, locked_until, last_login, created_at) ON users TO millwright_system;
GRANT INSERT ON users TO millwright_system;
GRANT SELECT ON sessions, outbox TO millwright_system;
GRANT SELECT (id, tenant_id, status, stage, created_at, updated_at) ON documents TO millwright_system;
GRANT SELECT, INSERT, UPDATE, DELETE ON models TO millwright_system;
DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['tenants', 'users', 'sessions', 'outbox', 'documents'] LOOP
    EXECUTE format('CREATE POLICY of_system ON %I TO millwright_system USING (true) WITH CHECK (true)', each);
  END LOOP;
END $$;

-- A cell for SQL that is not ours. Inside a function that runs with its owner's rights PostgreSQL itself refuses changes
-- of role and the end of a transaction; and the function cannot be altered from within, because its owner has no way
-- into this schema. The product never calls it: neither a model nor a tool supplies SQL. The escape suite does.
CREATE SCHEMA guard;
CREATE FUNCTION guard.q(statement text) RETURNS SETOF jsonb
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE found record;
BEGIN
  BEGIN
    FOR found IN EXECUTE statement LOOP RETURN NEXT pg_catalog.to_jsonb(found); END LOOP;
  EXCEPTION WHEN invalid_cursor_definition THEN
    -- Not one query but a command, or several statements.
    EXECUTE statement;
  END;
END $$;
ALTER FUNCTION guard.q(text) OWNER TO millwright_app;
