import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { Anchor, AuditRecord, RetentionOutlook } from '#shared/contract/audit.ts';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import { createNodeCrypto } from '#adapters/crypto/create-node-crypto.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { createFileKeyStore } from '#adapters/secrets/create-file-key-store.ts';
import { createAuditTrail, createCheckpoints, createRetention, scheduleRetention } from '#core/audit/index.ts';
import { createPlantSettings } from '#core/settings/index.ts';
import { createMeasureRetention, scheduleMeasurePruning } from '#core/usage/index.ts';
import { addGeneration } from '#core/usage/usage-rows.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { sql } from '#core/ports/sql.ts';
import { MIGRATIONS, silent } from '#test/database/open-test-database.ts';
import { ADMIN_PASSWORD, addPerson, collect, session, setUpPlant, verifyLog } from '#test/support/test-core.ts';
import { openPlantWithPast, type PlantWithPast } from './past.ts';

const PROGRAM = join(import.meta.dirname, '../../src-main/hosts/audit-verify.ts');
const OWNER: Credential = { kind: 'owner', tenant: null };
const UNPROTECTED = 'ALTER TABLE audit_logs DISABLE TRIGGER ALL; SET row_security = off;';

let past: PlantWithPast;
/** An anchor from within what is pruned later. */
let oldAnchor: Anchor;
let udo: string;

const call = <T>(operation: string, input: unknown = {}, credential: Credential = OWNER) => past.plant.call<T>(operation, input, credential);
const outlook = () => call<RetentionOutlook>('audit.retention');
const verify = (anchor?: unknown) => verifyLog(past.plant, OWNER, anchor);
const prune = async (credential: Credential = OWNER) => collect(await past.plant.events<{ removed: number; total: number }>('audit.prune', {}, credential));
const work = async (calls: number) => {
  for (let i = 0; i < calls; i++) await call('conversations.create', {});
};

/** What a running Millwright does once a day. */
async function letTheSchedulePrune(): Promise<void> {
  const database = await createPgliteDatabase({ directory: join(past.plant.dataDirectory, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  const parts = { database, crypto: createNodeCrypto(), clock: createSystemClock(), keyStore: createFileKeyStore(join(past.plant.dataDirectory, 'keys')), logger: silent };
  const retention = createRetention({ ...parts, checkpoints: createCheckpoints(parts) });
  const trail = createAuditTrail(database, silent);
  const schedule = scheduleRetention({ ...parts, retention, trail }, 10);
  const [tenant] = await database.withSystem((tx) => tx.rows<{ id: string }>(sql`SELECT id FROM tenants`));
  const scope = { tenantId: tenant?.id ?? '', userId: null };
  await vi.waitFor(async () => expect(await retention.outlook(scope)).toMatchObject({ next: null, prunings: [{}, {}] }), { timeout: 30_000 });
  await schedule.close();

  const measures = createMeasureRetention({ ...parts, settings: createPlantSettings(parts) });
  await measures.set(scope, 60);
  await database.withTenant(scope, async (tx) => {
    for (const days of [100, 90, 5]) {
      await addGeneration(tx, scope.tenantId, {
        id: crypto.randomUUID(), userId: null, model: 'fox', remote: false, outcome: 'ok', fromCache: false, promptTokens: 1, reusedTokens: 0, completionTokens: 1, firstTokenMs: 1, totalMs: 1, cost: 0,
        at: new Date(Date.now() - days * 86_400_000),
      });
    }
  });
  expect(await measures.outlook(scope)).toMatchObject({ generations: 2 });
  const pruning = scheduleMeasurePruning({ ...parts, retention: measures, trail }, 10);
  await vi.waitFor(async () => expect(await measures.outlook(scope)).toMatchObject({ generations: 0 }), { timeout: 30_000 });
  await pruning.close();
  const kept = await database.withTenant(scope, (tx) => tx.rows(sql`SELECT id FROM generations WHERE tenant_id = ${tx.tenantId}`));
  const recorded = await database.withTenant(scope, (tx) => tx.rows(sql`SELECT outcome, metadata FROM audit_logs WHERE tenant_id = ${tx.tenantId} AND event_type = 'usage.pruned' ORDER BY seq`));
  expect([kept.length, recorded]).toEqual([1, [{ outcome: 'intent', metadata: {} }, { outcome: 'ok', metadata: { removed: 2 } }]]);
  await database.close();
}

beforeAll(async () => {
  past = await openPlantWithPast();
  await past.goTo(100);
  const admin = await setUpPlant(past.plant);
  udo = (await addPerson(past.plant, admin, 'Udo', 'user')).id;
  await work(5);
  oldAnchor = await call<Anchor>('audit.checkpoint');
  await work(5);
  // Restarting makes a checkpoint as well.
  await past.goTo(60);
  await work(5);
  await past.goTo(0);
  await work(5);
});
afterAll(() => past.plant.close());

test('a plant keeps its log for ever until it says otherwise, and then for a month at least', async () => {
  expect(await outlook()).toMatchObject({ days: null, next: null, first: 1, prunings: [] });
  await expect(prune()).rejects.toMatchObject({ error: { code: 'RETENTION_OFF' } });
  await expect(call('audit.setRetention', { days: 7 })).rejects.toMatchObject({ error: { code: 'INVALID_INPUT' } });
});

test('setting it and pruning are for the admin, not for users and not for the auditor', async () => {
  const { token } = await past.plant.call<{ token: string }>('auth.signIn', { name: 'Ada', password: ADMIN_PASSWORD, tenant: 'Mill One' });
  const auditor = (await addPerson(past.plant, session(token), 'Aud', 'auditor')).credential;
  await expect(call('audit.setRetention', { days: 90 }, auditor)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  await expect(prune(auditor)).rejects.toMatchObject({ error: { code: 'FORBIDDEN' } });
  expect(await call('audit.retention', {}, auditor)).toMatchObject({ days: null });
});

test('only whole spans that a checkpoint covers and that are older than the limit may go', async () => {
  const { next } = await call<RetentionOutlook>('audit.setRetention', { days: 90 });
  const { checkpoints } = await call<{ checkpoints: { seq: number; at: string }[] }>('audit.checkpoints');
  const old = checkpoints.filter(({ at }) => Date.now() - Date.parse(at) > 90 * 86_400_000).map(({ seq }) => seq);
  expect(next).toMatchObject({ from: 1, to: Math.max(...old) });
  const { records } = await call<{ records: AuditRecord[] }>('audit.list', { limit: 500 });
  for (const { seq, at } of records) expect(Date.now() - Date.parse(at) > 90 * 86_400_000, String(seq)).toBe(seq <= (next?.to ?? 0));
});

test.each([
  ['what no checkpoint announced', 'SELECT audit_prune(1, \'{}\')'],
  ['a record by itself', 'DELETE FROM audit_logs WHERE seq = 1'],
])('the application may not remove %s', async (_, statement) => {
  await past.asOwnerOfTheFiles(async (database) => {
    const { rows } = await database.query<{ id: string }>('SELECT id FROM tenants');
    await database.exec(`BEGIN; SELECT ctx.enter('${rows[0]?.id}', NULL, 'millwright_app')`);
    await expect(database.exec(statement)).rejects.toMatchObject({ code: '42501' });
    await database.exec('ROLLBACK');
  });
});

test('nothing of somebody under legal hold goes, and nothing after it', async () => {
  await call('privacy.hold', { id: udo, reason: 'An inquiry.' });
  const { heldFrom, next } = await outlook();
  expect(heldFrom).toBeGreaterThan(1);
  expect(next?.to ?? 0).toBeLessThan(heldFrom ?? 0);
  await call('privacy.release', { id: udo, reason: 'It is over.' });
  expect(await outlook()).toMatchObject({ heldFrom: null, next: { from: 1 } });
});

describe('pruning', () => {
  let to = 0;

  beforeAll(async () => {
    to = (await outlook()).next?.to ?? 0;
    expect((await prune()).at(-1)).toEqual({ removed: to, total: to });
  });

  test('leaves what is younger, and a record of what went with the hash of its last record', async () => {
    const { next, first, prunings } = await outlook();
    expect({ next, first }).toEqual({ next: null, first: to + 1 });
    expect(prunings).toMatchObject([{ from: 1, to }]);
    const { records } = await call<{ records: AuditRecord[] }>('audit.list', { event: 'audit.pruned' });
    expect(records.slice(0, 3).map(({ outcome }) => outcome)).toEqual(['ok', 'ok', 'intent']);
    expect(records[1]?.metadata).toMatchObject({ from: 1, to, hash: expect.stringMatching(/^[0-9a-f]{64}$/), checkpoint: expect.any(Number) });
  });

  test('leaves a log that is whole from there on, also against an anchor from what went and after a restart', async () => {
    expect(await verify()).toMatchObject({ ok: true, prunedTo: to });
    expect(await verify(oldAnchor)).toMatchObject({ ok: true, prunedTo: to });
    await past.plant.restart();
    expect(await verify(oldAnchor)).toMatchObject({ ok: true, prunedTo: to });
  });

  test('leaves an export that the program without a database finds whole', async () => {
    const file = join(past.plant.dataDirectory, 'log.jsonl');
    const events = await collect(await past.plant.events<{ text?: string; anchor?: Anchor }>('audit.export', { format: 'jsonl' }, OWNER));
    await writeFile(file, events.map(({ text }) => text ?? '').join(''));
    await writeFile(`${file}.anchor`, JSON.stringify(oldAnchor));
    const { stdout } = await promisify(execFile)(process.execPath, [PROGRAM, file, `${file}.anchor`]);
    expect(JSON.parse(stdout)).toMatchObject({ ok: true, prunedTo: to });
  });

  test('goes on by itself, once a plant keeps its log for a shorter time', async () => {
    const { next } = await call<RetentionOutlook>('audit.setRetention', { days: 30 });
    expect(next?.from).toBe(to + 1);
    await past.plant.core.close();
    await letTheSchedulePrune();
    await past.plant.restart();
    expect(await outlook()).toMatchObject({ next: null, first: (next?.to ?? 0) + 1, prunings: [{ to: next?.to }, { to }] });
    to = next?.to ?? 0;
    expect(await verify(oldAnchor)).toMatchObject({ ok: true, prunedTo: to });
  });

  // Each of the following undoes nothing, so each has to show before the one before it.
  test('that was forged is found: records removed up to a checkpoint, with a record made by the right function', async () => {
    const end = await past.asOwnerOfTheFiles(async (database) => {
      const { rows } = await database.query<{ tenant_id: string; number: number; seq: number; hash: string }>('SELECT tenant_id, number, seq, hash FROM audit_checkpoints WHERE seq > $1 ORDER BY seq LIMIT 1', [to]);
      const [mark] = rows;
      if (!mark) throw new Error('there is no later checkpoint');
      await database.exec(`${UNPROTECTED} DELETE FROM audit_logs WHERE tenant_id = '${mark.tenant_id}' AND seq <= ${mark.seq}`);
      const record = {
        id: crypto.randomUUID(), event_type: 'audit.pruned', outcome: 'ok', operation: 'audit.prune', correlation_id: 'x', request_hash: '0'.repeat(64),
        metadata: { from: to + 1, to: mark.seq, hash: mark.hash, checkpoint: mark.number },
      };
      await database.exec(`BEGIN; SELECT ctx.enter('${mark.tenant_id}', NULL, 'millwright_app'); SELECT audit_append('${JSON.stringify([record])}'); COMMIT`);
      return mark.seq;
    });
    expect(await verify()).toMatchObject({ ok: false, firstBad: { seq: to + 1, why: expect.stringContaining(String(end)) } });
    expect(await verify(oldAnchor)).toMatchObject({ ok: false, firstBad: { seq: to + 1 } });
  });
});
