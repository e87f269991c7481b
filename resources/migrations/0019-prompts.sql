-- Wording that language models are given, in versions. The built-in wording is version 0 and no row here.
-- `name` says whose wording it is: 'answer' for answers from documents, 'agent:…' for an agent's own.
CREATE TABLE prompt_versions (
  id         uuid PRIMARY KEY,
  tenant_id  uuid         NOT NULL REFERENCES tenants(id),
  name       varchar(128) NOT NULL,
  kind       varchar(16)  NOT NULL,
  -- Of the question; 'any' where there is none of its own.
  language   varchar(8)   NOT NULL,
  version    integer      NOT NULL CHECK (version > 0),
  text       text         NOT NULL,
  sha256     char(64)     NOT NULL,
  created_by uuid         NOT NULL,
  created_at timestamptz  NOT NULL,
  UNIQUE (tenant_id, name, kind, language, version)
);
-- Which version is used: one for each wording and language; null for the built-in one, which is also used where there is no row.
CREATE TABLE active_prompts (
  tenant_id    uuid         NOT NULL REFERENCES tenants(id),
  name         varchar(128) NOT NULL,
  kind         varchar(16)  NOT NULL,
  language     varchar(8)   NOT NULL,
  version      integer,
  activated_by uuid         NOT NULL,
  activated_at timestamptz  NOT NULL,
  PRIMARY KEY (tenant_id, name, kind, language),
  FOREIGN KEY (tenant_id, name, kind, language, version) REFERENCES prompt_versions (tenant_id, name, kind, language, version)
);
ALTER TABLE prompt_versions ENABLE ROW LEVEL SECURITY;
ALTER TABLE prompt_versions FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON prompt_versions TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
-- A version never changes and never goes: what an answer was made with can always be shown.
GRANT SELECT, INSERT ON prompt_versions TO millwright_app;
ALTER TABLE active_prompts ENABLE ROW LEVEL SECURITY;
ALTER TABLE active_prompts FORCE ROW LEVEL SECURITY;
CREATE POLICY of_tenant ON active_prompts TO millwright_app
  USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()));
GRANT SELECT, INSERT, UPDATE ON active_prompts TO millwright_app;
