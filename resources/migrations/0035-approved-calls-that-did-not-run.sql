-- An approved call that was cut off says so: whether it took effect is not known.
ALTER TABLE approvals DROP CONSTRAINT approvals_state_check;
ALTER TABLE approvals ADD CONSTRAINT approvals_state_check
  CHECK (state IN ('waiting', 'approved', 'running', 'done', 'failed', 'unknown', 'rejected', 'expired', 'withdrawn'));
UPDATE approvals SET state = 'unknown' WHERE state = 'failed' AND sentence LIKE 'Millwright stopped while this ran.%';
-- Who was asked before others were: what they agreed to counts as long as they may decide.
ALTER TABLE approvals ADD COLUMN asked_before uuid[] NOT NULL DEFAULT '{}';
-- What became of a call after it was approved is told as well, if it did not run or its end is not known.
ALTER TABLE notice_deliveries DROP CONSTRAINT notice_deliveries_kind_check;
ALTER TABLE notice_deliveries ADD CONSTRAINT notice_deliveries_kind_check
  CHECK (kind IN ('waiting', 'escalated', 'approved', 'rejected', 'expired', 'withdrawn', 'not-run', 'unknown', 'test'));
