-- Reading in stretches: what a stretch changed, pages still to be recognised, and text that waits to replace another.

-- Chunk positions that an 'upsert' is about; null for all of the document.
ALTER TABLE outbox ADD COLUMN first_chunk integer, ADD COLUMN last_chunk integer;

ALTER TABLE document_parts
  -- Why the page has to be recognised from its picture; null once it was tried, or where there is no need.
  ADD COLUMN recognise   varchar(16) CHECK (recognise IN ('no-text', 'garbled')),
  -- How recognising the page went.
  ADD COLUMN recognition jsonb;
CREATE INDEX idx_document_parts_recognise ON document_parts (tenant_id, document_id, part) WHERE recognise IS NOT NULL;

-- The new text of a document that is read again, of the same shape as what it will replace.
CREATE TABLE staged_parts (LIKE document_parts INCLUDING ALL,
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE);
CREATE TABLE staged_chunks (LIKE document_chunks INCLUDING ALL,
  FOREIGN KEY (tenant_id, document_id) REFERENCES documents (tenant_id, id) ON DELETE CASCADE);

DO $$
DECLARE each text;
BEGIN
  FOREACH each IN ARRAY ARRAY['staged_parts', 'staged_chunks'] LOOP
    EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', each);
    EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', each);
    EXECUTE format('CREATE POLICY of_tenant ON %I TO millwright_app
                    USING (tenant_id = (SELECT cur_tenant())) WITH CHECK (tenant_id = (SELECT cur_tenant()))', each);
    EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO millwright_app', each);
  END LOOP;
END $$;
