-- While a plant changes to another embedding model, its chunks have vectors of both: search goes on with the old ones until all of the
-- new are there. Which model serves stands in the setting knowledge.vectors.
ALTER TABLE document_chunks ADD COLUMN next_embedding bytea, ADD COLUMN next_embedding_model varchar(128);
ALTER TABLE staged_chunks ADD COLUMN next_embedding bytea, ADD COLUMN next_embedding_model varchar(128);
