-- Where a session was opened, so that a person knows their own ones again.
ALTER TABLE sessions ADD COLUMN caller varchar(100);
