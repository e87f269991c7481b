-- How approvers are told outside of Millwright: a version for each change, of which the latest counts. Secrets are sealed, and gone from versions before.
CREATE TABLE notice_settings (
  tenant_id      uuid        NOT NULL REFERENCES tenants(id),
  version        integer     NOT NULL,
  settings       jsonb       NOT NULL,
  webhook_secret text,
  mail_password  text,
  saved_by       uuid        NOT NULL,
  saved_at       timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, version)
);
-- What is to be told, one row for each receiver, written with what it tells of.
CREATE TABLE notice_deliveries (
  id             uuid         NOT NULL,
  tenant_id      uuid         NOT NULL REFERENCES tenants(id),
  kind           varchar(16)  NOT NULL CHECK (kind IN ('waiting', 'escalated', 'approved', 'rejected', 'expired', 'withdrawn', 'test')),
  channel        varchar(16)  NOT NULL CHECK (channel IN ('webhook', 'email')),
  -- Null for a test.
  approval_id    uuid,
  -- Whom a mail is for: a person, whose address is looked up when it is sent, or an address that an admin gave.
  user_id        uuid,
  address        varchar(254),
  -- Who asks for which tool, until when. Never the arguments.
  facts          jsonb        NOT NULL,
  correlation_id uuid         NOT NULL,
  state          varchar(16)  NOT NULL CHECK (state IN ('waiting', 'delivered', 'dead', 'over')),
  attempts       integer      NOT NULL DEFAULT 0,
  next_at        timestamptz  NOT NULL,
  host           varchar(255),
  sentence       text,
  created_at     timestamptz  NOT NULL,
  ended_at       timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, approval_id) REFERENCES approvals (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX notice_deliveries_due ON notice_deliveries (next_at) WHERE state = 'waiting';
CREATE INDEX notice_deliveries_latest ON notice_deliveries (tenant_id, created_at DESC);
CREATE INDEX notice_deliveries_of_approval ON notice_deliveries (tenant_id, approval_id);
ALTER TABLE notice_settings ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_settings FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON notice_settings TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE notice_deliveries ENABLE ROW LEVEL SECURITY;
ALTER TABLE notice_deliveries FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON notice_deliveries TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE ON notice_settings TO millwright_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON notice_deliveries TO millwright_app;
-- What is due in any plant, for the clock: no content.
CREATE POLICY of_system ON notice_deliveries FOR SELECT TO millwright_system USING (true);
GRANT SELECT (tenant_id, id, channel, state, next_at) ON notice_deliveries TO millwright_system;
