-- What a model did on this machine, and whose packs of models it takes. Both belong to the machine, not to a tenant.

-- Whether a model fits is said in one set of words everywhere.
UPDATE models SET fit = jsonb_set(fit, '{verdict}', to_jsonb(CASE fit->>'verdict' WHEN 'fits' THEN 'yes' WHEN 'tight' THEN 'slow' ELSE 'no' END))
  WHERE fit IS NOT NULL;

CREATE TABLE model_benchmarks (
  id                 uuid PRIMARY KEY,
  model_id           uuid        NOT NULL REFERENCES models ON DELETE CASCADE,
  ran_at             timestamptz NOT NULL,
  device             varchar(255) NOT NULL,
  prompt_tokens      integer     NOT NULL,
  written_tokens     integer     NOT NULL,
  prefill_per_second double precision NOT NULL,
  decode_per_second  double precision NOT NULL,
  first_token_ms     double precision NOT NULL
);
CREATE INDEX model_benchmarks_by_model ON model_benchmarks (model_id, ran_at);

-- Publishers whose signed packs of models are taken; this installation's own key is not among them.
CREATE TABLE model_publishers (
  -- Ed25519, base64url of the raw key.
  public_key varchar(64)  PRIMARY KEY,
  name       varchar(200) NOT NULL,
  added_at   timestamptz  NOT NULL
);

ALTER TABLE model_benchmarks ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_benchmarks FORCE ROW LEVEL SECURITY;
CREATE POLICY of_system ON model_benchmarks TO millwright_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON model_benchmarks TO millwright_system;

ALTER TABLE model_publishers ENABLE ROW LEVEL SECURITY;
ALTER TABLE model_publishers FORCE ROW LEVEL SECURITY;
CREATE POLICY of_system ON model_publishers TO millwright_system USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON model_publishers TO millwright_system;
