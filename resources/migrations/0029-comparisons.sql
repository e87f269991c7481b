-- Questions that models are compared with, and what two models answered to each.
CREATE TABLE evaluation_sets (
  id         uuid         NOT NULL,
  tenant_id  uuid         NOT NULL REFERENCES tenants(id),
  name       varchar(120) NOT NULL,
  origin     varchar(16)  NOT NULL CHECK (origin IN ('feedback', 'file')),
  made_by    uuid         NOT NULL,
  created_at timestamptz  NOT NULL,
  PRIMARY KEY (tenant_id, id),
  UNIQUE (tenant_id, name)
);
ALTER TABLE feedback ADD UNIQUE (tenant_id, id);
CREATE TABLE evaluation_questions (
  tenant_id    uuid        NOT NULL REFERENCES tenants(id),
  set_id       uuid        NOT NULL,
  place        integer     NOT NULL,
  question     text        NOT NULL,
  -- What the answer should have been, where somebody said so.
  corrected    text,
  -- Where the answer is: file, page, section, quote of each place.
  places       jsonb       NOT NULL,
  kind         varchar(64) NOT NULL,
  -- The most sensitive label of what answered it when it was kept, and the documents that did: these may be labelled otherwise since.
  label        varchar(16),
  document_ids uuid[]      NOT NULL,
  -- Words of a person: it goes with what it was made from. Null for questions of a file.
  feedback_id  uuid,
  PRIMARY KEY (tenant_id, set_id, place),
  FOREIGN KEY (tenant_id, set_id) REFERENCES evaluation_sets (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, feedback_id) REFERENCES feedback (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX evaluation_questions_of_feedback ON evaluation_questions (tenant_id, feedback_id);
CREATE TABLE comparisons (
  id           uuid         NOT NULL,
  tenant_id    uuid         NOT NULL REFERENCES tenants(id),
  set_id       uuid         NOT NULL,
  started_by   uuid         NOT NULL,
  model_id     uuid         NOT NULL,
  model_name   varchar(255) NOT NULL,
  against_id   uuid         NOT NULL,
  against_name varchar(255) NOT NULL,
  state        varchar(16)  NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'failed')),
  error        text,
  -- Answers that are to be: two for each question that its person may read.
  total        integer      NOT NULL,
  started_at   timestamptz  NOT NULL,
  ended_at     timestamptz,
  PRIMARY KEY (tenant_id, id),
  FOREIGN KEY (tenant_id, set_id) REFERENCES evaluation_sets (tenant_id, id) ON DELETE CASCADE
);
-- Two at once would take turns in the same memory and measure each other.
CREATE UNIQUE INDEX comparisons_one_runs ON comparisons (tenant_id) WHERE state = 'running';
CREATE INDEX comparisons_by_time ON comparisons (tenant_id, started_at DESC);
CREATE TABLE comparison_answers (
  tenant_id         uuid        NOT NULL REFERENCES tenants(id),
  comparison_id     uuid        NOT NULL,
  side              varchar(8)  NOT NULL CHECK (side IN ('model', 'against')),
  set_id            uuid        NOT NULL,
  place             integer     NOT NULL,
  -- As messages are kept; null where the model failed at it.
  answer            jsonb,
  error             text,
  written           boolean     NOT NULL,
  -- Whether it cites a place that answers the question; null where the question names none.
  cited             boolean,
  -- Agreement of words with the corrected answer; null where there is none.
  overlap           double precision,
  unsupported       integer     NOT NULL,
  prompt_tokens     integer     NOT NULL,
  completion_tokens integer     NOT NULL,
  first_token_ms    double precision,
  tokens_per_second double precision,
  created_at        timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, comparison_id, side, place),
  FOREIGN KEY (tenant_id, comparison_id) REFERENCES comparisons (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, set_id, place) REFERENCES evaluation_questions (tenant_id, set_id, place) ON DELETE CASCADE
);
CREATE INDEX comparison_answers_of_question ON comparison_answers (tenant_id, set_id, place);
ALTER TABLE evaluation_sets ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_sets FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON evaluation_sets TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE evaluation_questions ENABLE ROW LEVEL SECURITY;
ALTER TABLE evaluation_questions FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON evaluation_questions TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE comparisons ENABLE ROW LEVEL SECURITY;
ALTER TABLE comparisons FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON comparisons TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
ALTER TABLE comparison_answers ENABLE ROW LEVEL SECURITY;
ALTER TABLE comparison_answers FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON comparison_answers TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE, DELETE ON evaluation_sets, evaluation_questions, comparisons, comparison_answers TO millwright_app;
