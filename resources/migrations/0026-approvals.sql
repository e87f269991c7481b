-- Who has to agree to calls of tools: one row a tool, and one for all others, which has an empty name.
CREATE TABLE approval_rules (
  tenant_id   uuid         NOT NULL REFERENCES tenants(id),
  tool        varchar(128) NOT NULL,
  needed      integer      NOT NULL CHECK (needed BETWEEN 1 AND 5),
  approvers   uuid[]       NOT NULL,
  minutes     integer      NOT NULL,
  on_expiry   varchar(16)  NOT NULL CHECK (on_expiry IN ('reject', 'escalate')),
  escalate_to uuid[]       NOT NULL,
  changed_at  timestamptz  NOT NULL,
  PRIMARY KEY (tenant_id, tool)
);
-- Calls that wait for people, exactly as they would run, and what became of them. Who may decide is fixed when it is asked for.
CREATE TABLE approvals (
  id              uuid         NOT NULL,
  tenant_id       uuid         NOT NULL REFERENCES tenants(id),
  user_id         uuid         NOT NULL,
  tool            varchar(128) NOT NULL,
  tool_version    integer      NOT NULL,
  kind            varchar(32)  NOT NULL,
  description     text         NOT NULL,
  writes          boolean      NOT NULL,
  leaves_machine  boolean      NOT NULL,
  arguments       jsonb        NOT NULL,
  arguments_hash  varchar(64)  NOT NULL,
  agent           varchar(128),
  conversation_id uuid,
  requested_by    varchar(16)  NOT NULL CHECK (requested_by IN ('person', 'data')),
  why             text         NOT NULL,
  correlation_id  uuid         NOT NULL,
  needed          integer      NOT NULL,
  approvers       uuid[]       NOT NULL,
  on_expiry       varchar(16)  NOT NULL,
  escalate_to     uuid[]       NOT NULL,
  minutes         integer      NOT NULL,
  state           varchar(16)  NOT NULL CHECK (state IN ('waiting', 'approved', 'running', 'done', 'failed', 'rejected', 'expired', 'withdrawn')),
  nonce           varchar(64)  NOT NULL,
  -- Keyed hash over what was approved, by whom it is wanted, the nonce and the end: a row that was written by hand runs nothing.
  binding         varchar(64),
  requested_at    timestamptz  NOT NULL,
  expires_at      timestamptz  NOT NULL,
  escalated_at    timestamptz,
  ended_at        timestamptz,
  sentence        text,
  ms              double precision,
  result          jsonb,
  result_label    varchar(16),
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX approvals_open ON approvals (tenant_id, requested_at DESC) WHERE state IN ('waiting', 'approved', 'running');
CREATE INDEX approvals_of_person ON approvals (tenant_id, user_id, requested_at DESC);
CREATE TABLE approval_decisions (
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  approval_id uuid        NOT NULL,
  decided_by  uuid        NOT NULL,
  decision    varchar(16) NOT NULL CHECK (decision IN ('approve', 'reject')),
  reason      text,
  decided_at  timestamptz NOT NULL,
  -- Nobody agrees twice.
  PRIMARY KEY (tenant_id, approval_id, decided_by),
  FOREIGN KEY (tenant_id, approval_id) REFERENCES approvals (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE approval_rules ENABLE ROW LEVEL SECURITY;
ALTER TABLE approval_rules FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON approval_rules TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE approvals ENABLE ROW LEVEL SECURITY;
ALTER TABLE approvals FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON approvals TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE approval_decisions ENABLE ROW LEVEL SECURITY;
ALTER TABLE approval_decisions FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON approval_decisions TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON approval_rules, approvals TO millwright_app;
-- What somebody decided stands, but for the words of a person who is erased.
GRANT SELECT, INSERT, UPDATE, DELETE ON approval_decisions TO millwright_app;
-- What is open in any plant, for starting and for the clock: no content.
CREATE POLICY of_system ON approvals FOR SELECT TO millwright_system USING (true);
GRANT SELECT (tenant_id, id, state, expires_at) ON approvals TO millwright_system;
