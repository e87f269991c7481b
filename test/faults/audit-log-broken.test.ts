import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Credential } from '#core/pipeline/index.ts';
import { openTestCore, setUpPlant, type TestCore, verifyLog } from '#test/support/test-core.ts';

let plant: TestCore;
let admin: Credential;

beforeAll(async () => {
  plant = await openTestCore();
  admin = await setUpPlant(plant);
});
afterAll(() => plant.close());

/** Does to the database what only the owner of its files can do, while Millwright is stopped. */
async function tamper(statements: string): Promise<void> {
  await plant.core.close();
  const database = await PGlite.create(join(plant.dataDirectory, 'pg'));
  await database.exec(statements);
  await database.close();
  await plant.restart();
}

// Each of the following goes further back than the one before it, so that each is the first fault that is found.
const UNPROTECTED = 'ALTER TABLE audit_logs DISABLE TRIGGER ALL; SET row_security = off;';
const verify = () => verifyLog(plant, admin);

test('a change whose record cannot be written does not run, and one that can be runs again', async () => {
  await tamper('REVOKE EXECUTE ON FUNCTION audit_append(jsonb) FROM PUBLIC, millwright_app');
  for (const [operation, input] of [['conversations.create', { title: 'unrecorded' }], ['users.add', { name: 'Udo', role: 'user', password: 'correct horse 42' }]] as const) {
    await expect(plant.call(operation, input, admin)).rejects.toMatchObject({ error: { code: 'AUDIT_UNAVAILABLE' } });
  }
  await expect(plant.call('search.query', { query: 'anything' }, admin), 'a read, once it is known that nothing can be recorded').rejects.toMatchObject({ error: { code: 'AUDIT_UNAVAILABLE' } });
  await tamper('GRANT EXECUTE ON FUNCTION audit_append(jsonb) TO millwright_app');
  expect(await plant.call('conversations.list', {}, admin)).toEqual({ conversations: [] });
  expect((await plant.call<{ users: unknown[] }>('users.list', {}, admin)).users).toHaveLength(1);
  await plant.call('conversations.create', { title: 'recorded' }, admin);
  expect((await verify()).ok).toBe(true);
});

test('a log that was cut off at its end is found out', async () => {
  await plant.call('conversations.create', {}, admin);
  await tamper(`${UNPROTECTED} DELETE FROM audit_logs l USING audit_heads h WHERE l.tenant_id = h.tenant_id AND l.seq > h.seq - 2`);
  expect(await verify()).toMatchObject({ ok: false, firstBad: { why: expect.stringContaining('missing') } });
});

test('a changed record is found, and the log can still be read', async () => {
  await tamper(`${UNPROTECTED} UPDATE audit_logs SET event_type = 'made.up', outcome = 'fine', created_at = created_at + interval '1 day' WHERE seq = 1 AND tenant_id IN (SELECT id FROM tenants)`);
  expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: 1 } });
  const { records } = await plant.call<{ records: { event: string }[] }>('audit.list', { limit: 500 }, admin);
  expect(records.map(({ event }) => event)).toContain('made.up');
});

test('a log that was emptied is found out', async () => {
  await tamper(`${UNPROTECTED} DELETE FROM audit_logs`);
  expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: 1 } });
});
