-- Revisions, collections, watched folders, the plant's vocabulary, and the recall of answers.
-- New tables get their policies here, as in 0002: a table without one is open to nobody.

-- Revisions of one document share a family, numbered as they come. Which of them is in force is never stored: it is the
-- newest that is ready, not withdrawn, and whose effective date has come.
ALTER TABLE documents
  ADD COLUMN family_id     uuid,
  ADD COLUMN revision_no   integer NOT NULL DEFAULT 1,
  -- As documents control writes it: "C", "2.1", "2024-03".
  ADD COLUMN revision      varchar(64),
  ADD COLUMN effective_on  date,
  ADD COLUMN review_on     date,
  ADD COLUMN ready_at      timestamptz,
  ADD COLUMN withdrawn_at  timestamptz,
  ADD COLUMN withdrawn_why text,
  -- The archive or mail that it came in.
  ADD COLUMN container_id  uuid,
  ADD COLUMN language      varchar(8),
  -- Search finds what is read so far; the vectors may still be missing.
  ADD COLUMN searchable    boolean NOT NULL DEFAULT false,
  -- Mean confidence of recognised text, 0..1; null where none was recognised.
  ADD COLUMN recognition   real,
  ADD COLUMN outline       jsonb NOT NULL DEFAULT '[]',
  -- Labels of physical pages where they differ from the numbers.
  ADD COLUMN page_labels   text[];
UPDATE documents SET family_id = id, searchable = (status = 'ready'), ready_at = CASE WHEN status = 'ready' THEN updated_at END;
ALTER TABLE documents
  ALTER COLUMN family_id SET NOT NULL,
  ADD UNIQUE (tenant_id, family_id, revision_no),
  ADD FOREIGN KEY (tenant_id, container_id) REFERENCES documents (tenant_id, id) ON DELETE SET NULL (container_id),
  ADD CHECK (doc_type IN ('procedure', 'manual', 'pid', 'report', 'datasheet', 'other')),
  DROP CONSTRAINT documents_stage_check,
  ADD CONSTRAINT documents_stage_check CHECK (stage IN ('waiting', 'reading', 'recognising', 'chunking', 'embedding', 'indexing', 'done'));
CREATE INDEX idx_documents_container ON documents (tenant_id, container_id) WHERE container_id IS NOT NULL;

CREATE TABLE collections (
  id          uuid PRIMARY KEY,
  tenant_id   uuid         NOT NULL REFERENCES tenants(id),
  name        varchar(128) NOT NULL,
  description text         NOT NULL DEFAULT '',
  created_at  timestamptz  NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, name),
  UNIQUE (tenant_id, id)
);

-- Families, not documents: a new revision stays where the old one was.
CREATE TABLE collection_families (
  tenant_id     uuid NOT NULL REFERENCES tenants(id),
  collection_id uuid NOT NULL,
  family_id     uuid NOT NULL,
  PRIMARY KEY (tenant_id, collection_id, family_id),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES collections (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE vocabulary (
  id         uuid PRIMARY KEY,
  tenant_id  uuid         NOT NULL REFERENCES tenants(id),
  term       varchar(128) NOT NULL,
  -- What it stands for, or other words for it.
  means      text[]       NOT NULL,
  updated_at timestamptz  NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, term)
);

CREATE TABLE watched_folders (
  id            uuid PRIMARY KEY,
  tenant_id     uuid        NOT NULL REFERENCES tenants(id),
  path          text        NOT NULL,
  label         varchar(16) NOT NULL DEFAULT 'internal' CHECK (label IN ('public', 'internal', 'confidential', 'restricted')),
  tags          text[]      NOT NULL DEFAULT '{}',
  collection_id uuid,
  added_by      uuid        NOT NULL,
  scanned_at    timestamptz,
  -- Counts and refusals of the last look.
  report        jsonb       NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, path),
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, added_by) REFERENCES users (tenant_id, id),
  FOREIGN KEY (tenant_id, collection_id) REFERENCES collections (tenant_id, id)
);

-- What a watched folder held at the last look, by path below it.
CREATE TABLE watched_files (
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  folder_id   uuid        NOT NULL,
  path        text        NOT NULL,
  size_bytes  bigint      NOT NULL,
  modified_at timestamptz NOT NULL,
  -- Null where the file was refused.
  document_id uuid,
  refusal     text,
  PRIMARY KEY (tenant_id, folder_id, path),
  FOREIGN KEY (tenant_id, folder_id) REFERENCES watched_folders (tenant_id, id) ON DELETE CASCADE
);

-- What an answer was built on, so that it is found again when the document changes its standing.
CREATE TABLE answer_sources (
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  message_id  uuid        NOT NULL,
  conversation_id uuid    NOT NULL,
  user_id     uuid        NOT NULL,
  document_id uuid        NOT NULL,
  -- As it stood when it was cited.
  filename    varchar(512) NOT NULL,
  revision    varchar(64),
  label       varchar(16) NOT NULL,
  standing    varchar(16) NOT NULL DEFAULT 'in-force',
  cited_at    timestamptz NOT NULL,
  PRIMARY KEY (tenant_id, message_id, document_id),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX idx_answer_sources_document ON answer_sources (tenant_id, document_id);
INSERT INTO answer_sources (tenant_id, message_id, conversation_id, user_id, document_id, filename, label, cited_at)
  SELECT DISTINCT ON (m.id, c.each->'document'->>'id') m.tenant_id, m.id, m.conversation_id, v.user_id, (c.each->'document'->>'id')::uuid,
    c.each->'document'->>'filename', c.each->>'label', m.created_at
  FROM messages m JOIN conversations v ON v.tenant_id = m.tenant_id AND v.id = m.conversation_id
    CROSS JOIN LATERAL jsonb_array_elements(m.metadata->'citations') AS c(each)
  WHERE m.role = 'assistant' AND jsonb_typeof(m.metadata->'citations') = 'array';

-- A document that answers cited is no longer what it was. Outlives the document.
CREATE TABLE recalls (
  id             uuid PRIMARY KEY,
  tenant_id      uuid         NOT NULL REFERENCES tenants(id),
  document_id    uuid         NOT NULL,
  filename       varchar(512) NOT NULL,
  reason         varchar(16)  NOT NULL CHECK (reason IN ('superseded', 'withdrawn', 'relabelled', 'deleted')),
  from_revision  varchar(64),
  to_document_id uuid,
  to_revision    varchar(64),
  from_label     varchar(16),
  to_label       varchar(16),
  created_at     timestamptz  NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, id)
);
CREATE INDEX idx_recalls_document ON recalls (tenant_id, document_id, created_at DESC);

-- Who is told of it, and when they saw it. Outlives the conversation.
CREATE TABLE recall_notices (
  tenant_id       uuid        NOT NULL REFERENCES tenants(id),
  recall_id       uuid        NOT NULL,
  message_id      uuid        NOT NULL,
  conversation_id uuid        NOT NULL,
  user_id         uuid        NOT NULL,
  told_at         timestamptz NOT NULL DEFAULT now(),
  seen_at         timestamptz,
  PRIMARY KEY (tenant_id, recall_id, message_id),
  FOREIGN KEY (tenant_id, recall_id) REFERENCES recalls (tenant_id, id) ON DELETE CASCADE,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX idx_recall_notices_user ON recall_notices (tenant_id, user_id) WHERE seen_at IS NULL;

DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['collections', 'collection_families', 'vocabulary', 'watched_folders', 'watched_files',
                              'answer_sources', 'recalls', 'recall_notices'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY of_tenant ON %I TO millwright_app
                    USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()))', each);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO millwright_app', each);
  END LOOP;
END $$;
