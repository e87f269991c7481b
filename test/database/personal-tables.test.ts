import { afterAll, beforeAll, expect, test } from 'vitest';
import { REWRITTEN } from '#core/privacy/index.ts';
import { openTestDatabase, raw, type TestDatabase } from './open-test-database.ts';

/** What becomes of each column that says whose a row is, or who did something, when that person is erased. */
const REMOVED = ['conversations user_id', 'answer_sources user_id', 'recall_notices user_id', 'memories user_id', 'sessions user_id', 'sso_accounts user_id', 'second_factors user_id', 'generations user_id', 'guardrail_violations user_id', 'feedback user_id', 'approvals user_id', 'notice_deliveries user_id', 'routing_corrections user_id', 'plans user_id'];
/** The row stays with the id alone: whom it names is a pseudonym from then on, and words of or about them are taken out. */
const PSEUDONYM = [
  'agent_versions saved_by', 'api_keys created_by', 'api_keys user_id', 'audit_logs user_id', 'conversation_openings opened_by', 'conversation_openings owner_id', 'documents uploaded_by', 'erasures erased_by', 'erasures user_id',
  'legal_holds placed_by', 'legal_holds released_by', 'legal_holds user_id', 'operators user_id', 'tool_versions saved_by', 'approval_decisions decided_by', 'watched_folders added_by', 'prompt_versions created_by', 'active_prompts activated_by', 'evaluation_sets made_by', 'comparisons started_by', 'notice_settings saved_by',
];

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.dispose());

test('no table names a person that erasing them has no answer for', async () => {
  const rows = await opened.database.withSystem((tx) =>
    tx.rows<{ named: string }>(raw(`
      SELECT attrelid::regclass || ' ' || attname AS named FROM pg_attribute JOIN pg_class ON pg_class.oid = attrelid
        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND attname <> 'tenant_id' AND atttypid = 'uuid'::regtype
          AND (attname ~ '(user_id|owner_id|_by)$' OR EXISTS (SELECT FROM pg_constraint WHERE conrelid = attrelid AND confrelid = 'users'::regclass AND attnum = ANY (conkey)))`)),
  );
  expect(rows.map(({ named }) => named).toSorted()).toEqual([...REMOVED, ...PSEUDONYM].toSorted());
});

test('every table that an erasure takes something out of is written anew', () => {
  const touched = [...REMOVED, 'messages', 'plan_steps', 'evaluation_questions', 'comparison_answers', 'users', 'api_keys', 'conversation_openings', 'legal_holds', 'approval_decisions'].map((each) => each.split(' ')[0]);
  expect(REWRITTEN.toSorted()).toEqual([...new Set(touched)].toSorted());
});

test('expunging tables loses nothing of what stays in them', async () => {
  const { database } = opened;
  await database.withSystem((tx) => tx.run(raw(`INSERT INTO tenants (id, name, slug) VALUES ('7f000000-0000-4000-8000-000000000001', 'kept works', 'kept')`)));
  await database.expunge(['tenants', 'messages']);
  expect(await database.withSystem((tx) => tx.rows(raw('SELECT name FROM tenants')))).toEqual([{ name: 'kept works' }]);
});

test('only names of tables are expunged', async () => {
  await expect(opened.database.expunge(['tenants; DROP TABLE tenants'])).rejects.toThrow();
});
