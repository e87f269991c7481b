-- How long a plant keeps its audit log, and the one way by which records leave it. docs/decisions/0021 has the reasons.

-- A plant without a row keeps its log for ever.
CREATE TABLE audit_retention (
  tenant_id  uuid PRIMARY KEY REFERENCES tenants(id),
  days       integer     NOT NULL CHECK (days BETWEEN 30 AND 36500),
  updated_at timestamptz NOT NULL DEFAULT now()
);
CREATE ROLE millwright_pruner NOLOGIN;
GRANT USAGE ON SCHEMA public TO millwright_pruner;
ALTER TABLE audit_retention ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_retention FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON audit_retention TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
CREATE POLICY of_system ON audit_retention FOR SELECT TO millwright_system USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON audit_retention TO millwright_app;
GRANT SELECT ON audit_retention TO millwright_system;

-- People of this transaction's tenant whose records must stay. Whatever keeps legal holds replaces it.
CREATE FUNCTION people_on_hold() RETURNS SETOF uuid LANGUAGE sql STABLE AS $$ SELECT NULL::uuid WHERE false $$;
GRANT EXECUTE ON FUNCTION people_on_hold() TO millwright_app, millwright_pruner;

-- The first record of somebody on hold, or about them; null where there is none.
CREATE FUNCTION audit_first_held() RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT min(seq) FROM audit_logs
  WHERE EXISTS (SELECT FROM people_on_hold())
    AND (user_id IN (SELECT people_on_hold()) OR resource_id IN (SELECT held::text FROM people_on_hold() AS held))
$$;
GRANT EXECUTE ON FUNCTION audit_first_held() TO millwright_app, millwright_pruner;

DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['audit_logs', 'audit_checkpoints', 'audit_retention'] LOOP
    EXECUTE format('CREATE POLICY of_pruner ON %I FOR SELECT TO millwright_pruner USING (tenant_id = (SELECT cur_tenant()))', each);
    EXECUTE format('GRANT SELECT ON %I TO millwright_pruner', each);
  END LOOP;
END $$;
CREATE POLICY pruned_by ON audit_logs FOR DELETE TO millwright_pruner USING (tenant_id = (SELECT cur_tenant()));
GRANT DELETE ON audit_logs TO millwright_pruner;
GRANT EXECUTE ON FUNCTION cur_tenant(), audit_append(jsonb) TO millwright_pruner;

-- Nobody but the function below acts as that role.
CREATE FUNCTION refuse_all_but_pruning() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND current_user = 'millwright_pruner' THEN RETURN OLD; END IF;
  RAISE EXCEPTION 'audit records cannot be changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
DROP TRIGGER append_only ON audit_logs;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_all_but_pruning();
ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER append_only;

-- Removes the records up to a checkpoint that is older than the plant keeps them, and appends `entry` (shaped like a record) as the
-- record of that, in one transaction. A later checkpoint has to announce it, so that a signature stands behind it.
CREATE FUNCTION audit_prune(up_to bigint, entry jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  chain   uuid := cur_tenant();
  keep    interval;
  mark    audit_checkpoints;
  first   bigint;
  removed bigint;
BEGIN
  SELECT make_interval(days => days) INTO keep FROM audit_retention WHERE tenant_id = chain;
  SELECT c.* INTO mark FROM audit_checkpoints c JOIN audit_logs l ON l.tenant_id = c.tenant_id AND l.seq = c.seq AND l.hash = c.hash
    WHERE c.tenant_id = chain AND c.seq = up_to AND l.created_at <= clock_timestamp() - keep;
  IF keep IS NULL OR mark.seq IS NULL OR up_to >= coalesce(audit_first_held(), up_to + 1)
    OR NOT EXISTS (SELECT FROM audit_checkpoints WHERE tenant_id = chain AND number > mark.number
      AND (statement::jsonb #>> '{pruned,seq}')::bigint >= up_to
      AND (statement::jsonb ->> 'at')::timestamptz - (mark.statement::jsonb ->> 'at')::timestamptz >= keep) THEN
    RAISE EXCEPTION 'these audit records may not be removed' USING ERRCODE = 'insufficient_privilege';
  END IF;
  SELECT min(seq) INTO first FROM audit_logs WHERE tenant_id = chain;
  DELETE FROM audit_logs WHERE tenant_id = chain AND seq <= up_to;
  GET DIAGNOSTICS removed = ROW_COUNT;
  PERFORM audit_append(jsonb_build_array(entry || jsonb_build_object('event_type', 'audit.pruned', 'outcome', 'ok',
    'metadata', coalesce(entry -> 'metadata', '{}') || jsonb_build_object('from', first, 'to', up_to, 'hash', mark.hash, 'checkpoint', mark.number))));
  RETURN removed;
END $$;
ALTER FUNCTION audit_prune(bigint, jsonb) OWNER TO millwright_pruner;
GRANT EXECUTE ON FUNCTION audit_prune(bigint, jsonb) TO millwright_app;
