-- The audit log: one hash chain per tenant, written only by audit_append, never changed. docs/decisions/0004 has the
-- reasons, src-main/core/audit/chain.ts the same serialisation in TypeScript.

CREATE ROLE millwright_audit NOLOGIN;
GRANT USAGE ON SCHEMA public TO millwright_audit;

-- The newest record of each chain. A counter of its own: a sequence leaves gaps when a transaction is rolled back.
CREATE TABLE audit_heads (
  tenant_id uuid     PRIMARY KEY,
  seq       bigint   NOT NULL,
  hash      char(64) NOT NULL
);
ALTER TABLE audit_heads ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_heads FORCE ROW LEVEL SECURITY;

CREATE POLICY of_tenant ON audit_heads TO millwright_app USING (tenant_id = (SELECT cur_tenant()));
CREATE POLICY of_chain ON audit_heads TO millwright_audit
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
CREATE POLICY of_chain ON audit_logs FOR INSERT TO millwright_audit WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT ON audit_heads TO millwright_app;
GRANT SELECT, INSERT, UPDATE ON audit_heads TO millwright_audit;
GRANT INSERT ON audit_logs TO millwright_audit;
GRANT EXECUTE ON FUNCTION cur_tenant(), cur_user_id() TO millwright_audit;

CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'audit records cannot be changed or removed' USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_logs FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_logs EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_logs ENABLE ALWAYS TRIGGER never_emptied;

-- A number as ECMAScript prints it, which RFC 8785 asks for: the fewest digits that give the same float again.
CREATE FUNCTION canonical_number(given numeric) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  parts   text[];
  digits  text;
  shorter text;
  -- Where the decimal point stands, counted from the left end of the digits.
  point   integer;
BEGIN
  IF given = trunc(given) AND abs(given) < 9007199254740992 THEN RETURN trunc(given)::text; END IF;
  parts := regexp_match(given::float8::text, '^(-?)(\d+)(?:\.(\d+))?(?:e([+-]\d+))?$');
  digits := parts[2] || coalesce(parts[3], '');
  point := length(parts[2]) + coalesce(parts[4]::integer, 0) - (length(digits) - length(ltrim(digits, '0')));
  digits := trim(digits, '0');
  IF digits = '' THEN RETURN '0'; END IF;
  -- PostgreSQL gives a digit too many where the shorter text lies exactly between two floats. That is never so near the
  -- largest float, where the shorter text could be out of range.
  shorter := rtrim(round(digits::numeric, -1)::text, '0');
  IF point < 300 AND length(shorter) < length(digits) AND (parts[1] || '0.' || shorter || 'e' || point)::float8 = given::float8 THEN digits := shorter; END IF;
  RETURN parts[1] || CASE
    WHEN point BETWEEN length(digits) AND 21 THEN rpad(digits, point, '0')
    WHEN point BETWEEN 1 AND 21 THEN left(digits, point) || '.' || substr(digits, point + 1)
    WHEN point BETWEEN -5 AND 0 THEN '0.' || repeat('0', -point) || digits
    ELSE left(digits, 1) || CASE WHEN length(digits) > 1 THEN '.' || substr(digits, 2) ELSE '' END
         || 'e' || CASE WHEN point > 0 THEN '+' ELSE '' END || (point - 1)
  END;
END $$;

-- JSON by RFC 8785, with keys in the order of code points (which differs from the RFC's only beyond the basic plane).
CREATE FUNCTION canonical_json(given jsonb) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN CASE jsonb_typeof(given)
    WHEN 'object' THEN (SELECT '{' || coalesce(string_agg(to_json(key)::text || ':' || canonical_json(value), ',' ORDER BY key COLLATE "C"), '') || '}' FROM jsonb_each(given))
    WHEN 'array' THEN (SELECT '[' || coalesce(string_agg(canonical_json(value), ',' ORDER BY position), '') || ']' FROM jsonb_array_elements(given) WITH ORDINALITY AS each (value, position))
    WHEN 'string' THEN to_json(given #>> '{}')::text
    WHEN 'number' THEN canonical_number((given #>> '{}')::numeric)
    ELSE given::text
  END;
END $$;

-- What a record's hash is taken over.
CREATE FUNCTION audit_serialised(entry audit_logs) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT canonical_json(jsonb_build_array(
    'millwright-audit-1', entry.tenant_id, entry.seq, entry.prev_hash, entry.id,
    to_char(entry.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    entry.user_id, entry.user_name, entry.session_id, entry.event_type, entry.outcome, entry.operation, entry.correlation_id,
    entry.resource_type, entry.resource_id, entry.model, to_jsonb(entry.tools_used), entry.request_hash, entry.latency_ms, entry.metadata))
$$;

-- Appends records (an array of objects named like the columns) to the chain of this transaction's tenant and returns
-- the last sequence number. Tenant, time, place and hash are never taken from the caller.
CREATE FUNCTION audit_append(records jsonb) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
  chain  uuid := cur_tenant();
  actor  uuid := cur_user_id();
  head   audit_heads;
  given  audit_logs;
BEGIN
  IF chain IS NULL THEN
    RAISE EXCEPTION 'an audit record needs a tenant' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO audit_heads VALUES (chain, 0, repeat('0', 64)) ON CONFLICT (tenant_id) DO NOTHING;
  SELECT * INTO STRICT head FROM audit_heads WHERE tenant_id = chain FOR UPDATE;
  FOR given IN SELECT * FROM jsonb_populate_recordset(NULL::audit_logs, records) LOOP
    IF actor IS NOT NULL AND given.user_id IS DISTINCT FROM actor THEN
      RAISE EXCEPTION 'an audit record names another person than the one acting' USING ERRCODE = 'insufficient_privilege';
    END IF;
    given.tenant_id := chain;
    given.seq := head.seq + 1;
    given.prev_hash := head.hash;
    given.created_at := date_trunc('milliseconds', clock_timestamp());
    given.tools_used := coalesce(given.tools_used, '{}');
    given.metadata := coalesce(given.metadata, '{}');
    given.hash := encode(sha256(convert_to(audit_serialised(given), 'UTF8')), 'hex');
    INSERT INTO audit_logs SELECT given.*;
    head.seq := given.seq;
    head.hash := given.hash;
  END LOOP;
  UPDATE audit_heads SET seq = head.seq, hash = head.hash WHERE tenant_id = chain;
  RETURN head.seq;
END $$;
GRANT EXECUTE ON FUNCTION canonical_number(numeric), canonical_json(jsonb), audit_serialised(audit_logs) TO millwright_audit;
ALTER FUNCTION audit_append(jsonb) OWNER TO millwright_audit;
GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO millwright_app;
