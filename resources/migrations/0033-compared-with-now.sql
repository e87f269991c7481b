-- What a call would change, looked up for who decides: how that is done (copied from the tool), as it stood when the call was wanted, and last.
ALTER TABLE approvals ADD COLUMN current jsonb, ADD COLUMN state_wanted jsonb, ADD COLUMN state_seen jsonb;
-- What somebody had seen of it when they agreed.
ALTER TABLE approval_decisions ADD COLUMN seen varchar(128);
