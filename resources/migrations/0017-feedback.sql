-- What people think of answers, with all that the answer was made from. It goes with its conversation.
CREATE TABLE feedback (
  id              uuid PRIMARY KEY,
  tenant_id       uuid        NOT NULL REFERENCES tenants(id),
  user_id         uuid        NOT NULL,
  conversation_id uuid        NOT NULL,
  message_id      uuid        NOT NULL,
  verdict         varchar(8)  NOT NULL CHECK (verdict IN ('good', 'bad')),
  reason          varchar(32),
  correction      text,
  question        text        NOT NULL,
  answer          text        NOT NULL,
  model           varchar(255),
  -- The most sensitive label of what the answer was made from.
  label           varchar(16),
  citations       jsonb       NOT NULL,
  -- The exact request to the model, with the hash of its prompt and of the model's file; null where no model ran.
  made            jsonb,
  created_at      timestamptz NOT NULL,
  UNIQUE (tenant_id, message_id, user_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);
ALTER TABLE feedback ENABLE ROW LEVEL SECURITY;
ALTER TABLE feedback FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON feedback TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON feedback TO millwright_app;
