-- Signed checkpoints of the audit log, and the role that reads it. docs/decisions/0015 and 0020 have the reasons.

ALTER TABLE users DROP CONSTRAINT users_role_check,
  ADD CONSTRAINT users_role_check CHECK (role IN ('admin', 'user', 'viewer', 'auditor'));

-- What the log was at a moment, signed with a key that is erased with it. `statement` is the signed text itself.
CREATE TABLE audit_checkpoints (
  tenant_id uuid     NOT NULL,
  -- Place in the chain of checkpoints, from 1.
  number    bigint   NOT NULL,
  -- The newest record it covers, and that record's hash.
  seq       bigint   NOT NULL,
  hash      char(64) NOT NULL,
  statement text     NOT NULL,
  -- Ed25519, base64url.
  signature varchar(128) NOT NULL,
  PRIMARY KEY (tenant_id, number),
  UNIQUE (tenant_id, seq)
);
ALTER TABLE audit_checkpoints ENABLE ROW LEVEL SECURITY;
ALTER TABLE audit_checkpoints FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON audit_checkpoints TO millwright_app USING (tenant_id = (SELECT cur_tenant()));
CREATE POLICY of_chain ON audit_checkpoints TO millwright_audit
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
CREATE POLICY read_chain ON audit_logs FOR SELECT TO millwright_audit USING (tenant_id = (SELECT cur_tenant()));
GRANT SELECT ON audit_checkpoints TO millwright_app;
GRANT SELECT, INSERT ON audit_checkpoints TO millwright_audit;
GRANT SELECT ON audit_logs TO millwright_audit;

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_checkpoints FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER never_emptied BEFORE TRUNCATE ON audit_checkpoints EXECUTE FUNCTION refuse_change();
ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER append_only;
ALTER TABLE audit_checkpoints ENABLE ALWAYS TRIGGER never_emptied;

-- Adds the next checkpoint of this transaction's tenant. It has to be about a record that is there, as it is there.
CREATE FUNCTION audit_add_checkpoint(next_number bigint, covered bigint, covered_hash text, signed text, made_signature text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE chain uuid := cur_tenant();
BEGIN
  IF NOT EXISTS (SELECT FROM audit_logs WHERE tenant_id = chain AND seq = covered AND hash = covered_hash)
    OR next_number <> (SELECT coalesce(max(number), 0) + 1 FROM audit_checkpoints WHERE tenant_id = chain) THEN
    RAISE EXCEPTION 'this checkpoint is not the next of this log' USING ERRCODE = 'insufficient_privilege';
  END IF;
  INSERT INTO audit_checkpoints VALUES (chain, next_number, covered, covered_hash, signed, made_signature);
END $$;
ALTER FUNCTION audit_add_checkpoint(bigint, bigint, text, text, text) OWNER TO millwright_audit;
GRANT EXECUTE ON FUNCTION audit_add_checkpoint(bigint, bigint, text, text, text) TO millwright_app;
