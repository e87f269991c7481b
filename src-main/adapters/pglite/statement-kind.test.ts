import { expect, test } from 'vitest';
import { statementKind } from './statement-kind.ts';

test.each([
  ['SELECT * FROM users WHERE updated_at > $1', 'read'],
  ['  \n select 1', 'read'],
  ['WITH x AS (SELECT 1) SELECT * FROM x', 'read'],
  ['VALUES (1)', 'read'],
  ['INSERT INTO settings VALUES ($1)', 'change'],
  ['UPDATE users SET role = $1', 'change'],
  ['DELETE FROM sessions', 'change'],
  ['WITH gone AS (DELETE FROM outbox RETURNING 1) SELECT * FROM gone', 'change'],
  ['SELECT audit_append($1::jsonb)', 'change'],
  ['SELECT id FROM outbox FOR UPDATE', 'change'],
  ['RESET ROLE', 'refused'],
  ['SET LOCAL ROLE postgres', 'refused'],
  ['COMMIT', 'refused'],
  ['DO $$ BEGIN END $$', 'refused'],
  ['/* SELECT */ COMMIT', 'refused'],
  ['selection', 'refused'],
  ['', 'refused'],
] as const)('%j is a statement to be %s', (text, kind) => {
  expect(statementKind(text)).toBe(kind);
});
