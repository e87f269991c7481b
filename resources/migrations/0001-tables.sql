-- Tables of the platform. Every tenant-owned table carries tenant_id; 0002 puts row-level security on each.
-- References between them go by (tenant_id, id): PostgreSQL checks references past row-level security, so a plain
-- reference by id would let one tenant hang rows on another's. Unique keys carry it too, or a conflict would tell that
-- another tenant has such a row.

CREATE TABLE tenants (
  id          uuid PRIMARY KEY,
  name        varchar(255) NOT NULL UNIQUE,
  slug        varchar(64)  NOT NULL UNIQUE,
  config      jsonb        NOT NULL DEFAULT '{}',
  is_active   boolean      NOT NULL DEFAULT true,
  created_at  timestamptz  NOT NULL DEFAULT now(),
  updated_at  timestamptz  NOT NULL DEFAULT now()
);

CREATE TABLE users (
  id              uuid PRIMARY KEY,
  tenant_id       uuid         NOT NULL REFERENCES tenants(id),
  -- Subject at an identity provider; for local accounts the folded name.
  external_id     varchar(255) NOT NULL,
  email           varchar(255) NOT NULL DEFAULT '',
  display_name    varchar(255) NOT NULL,
  role            varchar(32)  NOT NULL CHECK (role IN ('admin', 'user', 'viewer')),
  password_hash   text,
  failed_sign_ins integer      NOT NULL DEFAULT 0,
  locked_until    timestamptz,
  metadata        jsonb        NOT NULL DEFAULT '{}',
  is_active       boolean      NOT NULL DEFAULT true,
  last_login      timestamptz,
  created_at      timestamptz  NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, external_id),
  UNIQUE (tenant_id, id)
);

CREATE TABLE sessions (
  id          uuid PRIMARY KEY,
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  user_id     uuid        NOT NULL,
  -- SHA-256 of the token, hexadecimal; the token itself is never stored.
  token_hash  char(64)    NOT NULL UNIQUE,
  created_at  timestamptz NOT NULL DEFAULT now(),
  last_seen   timestamptz NOT NULL DEFAULT now(),
  expires_at  timestamptz NOT NULL,
  revoked_at  timestamptz,
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX idx_sessions_user ON sessions (tenant_id, user_id);

CREATE TABLE conversations (
  id          uuid PRIMARY KEY,
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  user_id     uuid        NOT NULL,
  title       varchar(512) NOT NULL DEFAULT '',
  model       varchar(128),
  metadata    jsonb       NOT NULL DEFAULT '{}',
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id)
);
CREATE INDEX idx_conversations_user ON conversations (tenant_id, user_id, updated_at DESC);

CREATE TABLE messages (
  id              uuid PRIMARY KEY,
  tenant_id       uuid        NOT NULL REFERENCES tenants(id),
  conversation_id uuid        NOT NULL,
  -- Position in the conversation, from 1.
  seq             integer     NOT NULL,
  role            varchar(32) NOT NULL CHECK (role IN ('system', 'user', 'assistant', 'tool')),
  content         text        NOT NULL,
  token_count     integer,
  metadata        jsonb       NOT NULL DEFAULT '{}',
  created_at      timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, conversation_id, seq),
  FOREIGN KEY (tenant_id, conversation_id) REFERENCES conversations (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE documents (
  id              uuid PRIMARY KEY,
  tenant_id       uuid         NOT NULL REFERENCES tenants(id),
  uploaded_by     uuid         NOT NULL,
  filename        varchar(512) NOT NULL,
  mime_type       varchar(128),
  kind            varchar(16),
  file_size_bytes bigint       NOT NULL,
  -- Content address (SHA-256, hexadecimal) of the original in the file store.
  storage_path    text         NOT NULL,
  title           text,
  pages           integer,
  label           varchar(16)  NOT NULL DEFAULT 'internal' CHECK (label IN ('public', 'internal', 'confidential', 'restricted')),
  doc_type        varchar(128),
  tags            text[]       NOT NULL DEFAULT '{}',
  status          varchar(32)  NOT NULL DEFAULT 'pending' CHECK (status IN ('pending', 'processing', 'ready', 'failed')),
  stage           varchar(16)  NOT NULL DEFAULT 'waiting' CHECK (stage IN ('waiting', 'reading', 'chunking', 'embedding', 'indexing', 'done')),
  progress        real         NOT NULL DEFAULT 0,
  chunk_count     integer      NOT NULL DEFAULT 0,
  warnings        text[]       NOT NULL DEFAULT '{}',
  error_code      varchar(64),
  error_message   text,
  metadata        jsonb        NOT NULL DEFAULT '{}',
  created_at      timestamptz  NOT NULL DEFAULT now(),
  updated_at      timestamptz  NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, storage_path),
  UNIQUE (tenant_id, id),
  FOREIGN KEY (tenant_id, uploaded_by) REFERENCES users (tenant_id, id)
);
CREATE INDEX idx_documents_tenant ON documents (tenant_id, created_at DESC);
CREATE INDEX idx_documents_status ON documents (tenant_id, status);

-- The text of a document as it was read: one row a page, slide, sheet or section.
CREATE TABLE document_parts (
  tenant_id   uuid    NOT NULL REFERENCES tenants(id),
  document_id uuid    NOT NULL,
  part        integer NOT NULL,
  page        integer,
  section     text,
  content     text    NOT NULL,
  -- [[start, end, x, y, width, height], …] per line of text, fractions of the page; null where positions are unknown.
  lines       jsonb,
  PRIMARY KEY (tenant_id, document_id, part),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE document_chunks (
  id            uuid PRIMARY KEY,
  tenant_id     uuid        NOT NULL REFERENCES tenants(id),
  document_id   uuid        NOT NULL,
  chunk_index   integer     NOT NULL,
  content       text        NOT NULL,
  token_count   integer,
  -- Little-endian float32 of unit length; null where there was no embedder.
  embedding     bytea,
  embedding_model varchar(128),
  part          integer     NOT NULL,
  start_offset  integer     NOT NULL,
  end_offset    integer     NOT NULL,
  page          integer,
  section       text,
  -- What full-text search looks in beside the text itself: title and heading path.
  context       text        NOT NULL DEFAULT '',
  metadata      jsonb       NOT NULL DEFAULT '{}',
  created_at    timestamptz NOT NULL DEFAULT now(),
  UNIQUE (tenant_id, document_id, chunk_index),
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE
);

-- Changes that the search index still has to follow; written with the rows they are about, in one transaction.
CREATE TABLE outbox (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  document_id uuid        NOT NULL,
  action      varchar(16) NOT NULL CHECK (action IN ('upsert', 'delete', 'label')),
  created_at  timestamptz NOT NULL DEFAULT now(),
  done_at     timestamptz
);
CREATE INDEX idx_outbox_open ON outbox (id) WHERE done_at IS NULL;

-- Append-only. No foreign keys: the record survives the people and things it is about.
CREATE TABLE audit_logs (
  id             uuid PRIMARY KEY,
  tenant_id      uuid         NOT NULL,
  seq            bigint       NOT NULL,
  user_id        uuid,
  user_name      varchar(255),
  session_id     uuid,
  event_type     varchar(128) NOT NULL,
  outcome        varchar(16)  NOT NULL,
  operation      varchar(128) NOT NULL,
  correlation_id varchar(64)  NOT NULL,
  resource_type  varchar(128),
  resource_id    varchar(64),
  model          varchar(128),
  tools_used     text[]       NOT NULL DEFAULT '{}',
  request_hash   char(64)     NOT NULL,
  latency_ms     integer,
  metadata       jsonb        NOT NULL DEFAULT '{}',
  created_at     timestamptz  NOT NULL,
  prev_hash      char(64)     NOT NULL,
  hash           char(64)     NOT NULL,
  UNIQUE (tenant_id, seq)
);
CREATE INDEX idx_audit_tenant ON audit_logs (tenant_id, created_at DESC);
CREATE INDEX idx_audit_user ON audit_logs (tenant_id, user_id, created_at DESC);
CREATE INDEX idx_audit_correlation ON audit_logs (tenant_id, correlation_id);

CREATE TABLE memories (
  id          uuid PRIMARY KEY,
  tenant_id   uuid        NOT NULL REFERENCES tenants(id),
  user_id     uuid        NOT NULL,
  content     text        NOT NULL,
  embedding   bytea,
  importance  real        NOT NULL DEFAULT 0.5,
  tags        text[]      NOT NULL DEFAULT '{}',
  source_type varchar(64),
  expires_at  timestamptz,
  created_at  timestamptz NOT NULL DEFAULT now(),
  updated_at  timestamptz NOT NULL DEFAULT now(),
  FOREIGN KEY (tenant_id, user_id) REFERENCES users (tenant_id, id) ON DELETE CASCADE
);
CREATE INDEX idx_memories_user ON memories (tenant_id, user_id);

CREATE TABLE settings (
  tenant_id   uuid         NOT NULL REFERENCES tenants(id),
  key         varchar(128) NOT NULL,
  value       jsonb        NOT NULL,
  updated_at  timestamptz  NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, key)
);

-- Installed models belong to the machine, not to a tenant; which one a tenant uses for what stands in its settings.
CREATE TABLE models (
  id              uuid PRIMARY KEY,
  name            varchar(255) NOT NULL,
  filename        varchar(512) NOT NULL UNIQUE,
  path            text         NOT NULL,
  format          varchar(8)   NOT NULL CHECK (format IN ('gguf', 'onnx')),
  status          varchar(16)  NOT NULL CHECK (status IN ('checking', 'ready', 'refused')),
  problem         text,
  size_bytes      bigint       NOT NULL,
  sha256          char(64),
  architecture    varchar(64),
  parameters      bigint,
  quantization    varchar(32),
  context_tokens  integer,
  licence         varchar(255),
  fit             jsonb,
  bundled         boolean      NOT NULL DEFAULT false,
  created_at      timestamptz  NOT NULL DEFAULT now()
);
