-- What is remembered of a person: what they wrote themselves, and the tasks that agents did for them.
ALTER TABLE memories ADD COLUMN kind varchar(12) NOT NULL DEFAULT 'fact' CHECK (kind IN ('preference', 'fact', 'concept', 'episode'));
ALTER TABLE memories ADD COLUMN label varchar(16) NOT NULL DEFAULT 'internal' CHECK (label IN ('public', 'internal', 'confidential', 'restricted'));
