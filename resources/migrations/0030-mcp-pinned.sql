-- The list of tools itself that was approved, for saying what is different since (an approval without it counts no more); the hash of the list that
-- the server was last seen with; and whether the server is used.
ALTER TABLE mcp_servers
  ADD COLUMN approved_tools jsonb,
  ADD COLUMN seen_hash varchar(64),
  ADD COLUMN enabled boolean NOT NULL DEFAULT true;
