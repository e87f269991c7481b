-- What tells an embedding model: the length of its vectors, and how a GGUF model makes one vector or one score of many tokens.
ALTER TABLE models ADD COLUMN dimension integer, ADD COLUMN pooling varchar(16);
