import { afterAll, beforeAll, expect, test } from 'vitest';
import { createSystemClock } from '#adapters/clock/create-system-clock.ts';
import type { Transaction } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { createPlantSettings } from '#core/settings/index.ts';
import { type FilledTenant, fillTenant } from './fill-tenant.ts';
import { type TestDatabase, openTestDatabase, raw } from './open-test-database.ts';

let opened: TestDatabase;
let tenant: FilledTenant;

beforeAll(async () => {
  opened = await openTestDatabase({ statementTimeoutMs: 1500 });
  tenant = await fillTenant(opened.database, 'plant');
});
afterAll(() => opened.dispose());

function set(tx: Transaction, key: string): Promise<number> {
  return tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tenant.tenantId}, ${key}, 'true')`);
}

async function keys(): Promise<string[]> {
  const rows = await opened.database.withTenant(tenant, (tx) => tx.rows<{ key: string }>(sql`SELECT key FROM settings ORDER BY key`));
  return rows.map(({ key }) => key);
}

test('values come back as the types the port promises', async () => {
  const bytes = new Uint8Array([0, 1, 255]);
  const at = new Date('2026-03-01T10:00:00.123Z');
  const row = await opened.database.withTenant(tenant, (tx) =>
    tx.one(sql`SELECT ${at}::timestamptz AS at, ${bytes}::bytea AS bytes, ${'{"a":[1,null]}'}::jsonb AS json, ${['x', 'y,"']}::text[] AS list, ${3}::bigint AS big,
               (SELECT sum(n) FROM (VALUES (1::bigint), (2)) AS v (n)) AS total, ${null}::text AS nothing, ${true}::boolean AS yes, ${1.5}::real AS real`),
  );
  expect(row).toEqual({ at, bytes, json: { a: [1, null] }, list: ['x', 'y,"'], big: 3, total: 3, nothing: null, yes: true, real: 1.5 });
});

test('a piece of a large buffer is stored as that piece', async () => {
  const piece = new Uint8Array(1_000_000).fill(7).subarray(10, 13);
  const { stored } = await opened.database.withTenant(tenant, (tx) => tx.one<{ stored: Uint8Array }>(sql`SELECT ${piece}::bytea AS stored`));
  expect(stored).toEqual(new Uint8Array([7, 7, 7]));
});

test('an error in the work undoes all of it', async () => {
  const failing = opened.database.withTenant(tenant, async (tx) => {
    await set(tx, 'undone');
    throw new Error('on purpose');
  });
  await expect(failing).rejects.toThrow('on purpose');
  expect(await keys()).not.toContain('undone');
});

test('a statement that failed undoes the transaction even where the work goes on as if it had not', async () => {
  const careless = opened.database.withTenant(tenant, async (tx) => {
    await set(tx, 'careless');
    await tx.rows(raw('SELECT 1 / 0')).catch(() => undefined);
  });
  await expect(careless).rejects.toMatchObject({ sqlState: '22012' });
  expect(await keys()).not.toContain('careless');
});

test('transactions asked for at the same time run one after the other', async () => {
  const order: string[] = [];
  await Promise.all(
    ['first', 'second', 'third'].map((name) =>
      opened.database.withTenant(tenant, async (tx) => {
        order.push(`${name} begins`);
        await tx.rows(sql`SELECT 1`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        order.push(`${name} ends`);
      }),
    ),
  );
  expect(order).toEqual(['first begins', 'first ends', 'second begins', 'second ends', 'third begins', 'third ends']);
});

test('a transaction within a transaction is refused instead of waiting for itself', async () => {
  const nested = opened.database.withTenant(tenant, () => opened.database.withSystem((tx) => tx.rows(sql`SELECT 1`)));
  await expect(nested).rejects.toMatchObject({ code: 'INTERNAL', detail: expect.stringContaining('within a transaction') });
});

test('whoever keeps hold of a transaction cannot reach the next one with it', async () => {
  let kept: Transaction | undefined;
  await opened.database.withTenant(tenant, async (tx) => {
    kept = tx;
  });
  await expect(kept?.rows(sql`SELECT 1`)).rejects.toMatchObject({ code: 'INTERNAL', detail: expect.stringContaining('had ended') });
});

test.each(['one', 'maybe'] as const)('%s refuses more rows than one', async (method) => {
  const many = opened.database.withTenant(tenant, (tx) => tx[method](raw('SELECT generate_series(1, 2)')));
  await expect(many).rejects.toMatchObject({ code: 'INTERNAL' });
});

test('no row is an error for one and undefined for maybe', async () => {
  await expect(opened.database.withTenant(tenant, (tx) => tx.one(sql`SELECT 1 WHERE false`))).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(await opened.database.withTenant(tenant, (tx) => tx.maybe(sql`SELECT 1 WHERE false`))).toBeUndefined();
});

test('run tells how many rows it touched', async () => {
  const touched = await opened.database.withTenant(tenant, async (tx) => {
    await set(tx, 'counted-1');
    await set(tx, 'counted-2');
    return tx.run(sql`DELETE FROM settings WHERE key LIKE 'counted-%'`);
  });
  expect(touched).toBe(2);
});

test('a tenant that is not a UUID is refused before anything runs', async () => {
  await expect(opened.database.withTenant({ tenantId: "' OR true --", userId: null }, async () => 1)).rejects.toMatchObject({ code: 'INTERNAL' });
});

test('text that cannot be stored is the fault of the input', async () => {
  const nul = opened.database.withTenant(tenant, (tx) => tx.rows(sql`SELECT ${'a\u0000b'}::text`));
  await expect(nul).rejects.toMatchObject({ code: 'INVALID_INPUT' });
});

test.each([
  ['sleeps', 'SELECT pg_sleep(60)'],
  ['computes without end', 'SELECT count(*) FROM generate_series(1, 100000000000)'],
])('a statement that %s is ended, its transaction undone, and the next one works', async (_how, statement) => {
  const before = opened.database.restarts();
  const started = performance.now();
  const hanging = opened.database.withTenant(tenant, async (tx) => {
    await set(tx, 'lost');
    await tx.rows(raw(statement));
  });
  await expect(hanging).rejects.toMatchObject({ code: 'INTERNAL' });
  expect(performance.now() - started).toBeLessThan(20_000);
  expect(await keys()).toEqual(['key']);
  expect(opened.database.restarts()).toBe(before + 1);
});

test('work that holds a transaction without using it is cut off and undone', async () => {
  const holding = opened.database.withTenant(tenant, async (tx) => {
    await set(tx, 'held');
    await new Promise(() => undefined);
  });
  await expect(holding).rejects.toMatchObject({ code: 'INTERNAL', detail: expect.stringContaining('held open') });
  expect(await keys()).toEqual(['key']);
});

test('a table that has grown is analysed, and not again until it has grown again', async () => {
  const grow = () =>
    opened.database.withTenant(tenant, (tx) => tx.run(sql`INSERT INTO memories (id, tenant_id, user_id, content)
      SELECT gen_random_uuid(), ${tenant.tenantId}::uuid, ${tenant.userId}::uuid, repeat('x', 500) FROM generate_series(1, 2000)`));
  const known = () => opened.database.withSystem((tx) => tx.one<{ rows: number }>(sql`SELECT reltuples::int AS rows FROM pg_class WHERE relname = 'memories'`));
  expect(await opened.database.refreshStatistics()).toEqual([]);
  await grow();
  expect(await opened.database.refreshStatistics()).toEqual(['memories']);
  expect((await known()).rows).toBe(2001);
  expect(await opened.database.refreshStatistics()).toEqual([]);
  await grow();
  expect(await opened.database.refreshStatistics()).toEqual(['memories']);
});

test('what a plant has set is read once, known anew after a change, and nobody else’s', async () => {
  const settings = createPlantSettings({ database: opened.database, clock: createSystemClock() });
  const other = { tenantId: (await fillTenant(opened.database, 'neighbour')).tenantId, userId: null };
  expect(await settings.get(tenant.tenantId, 'rule')).toBeUndefined();
  await settings.save(tenant, 'rule', { words: ['a'] });
  expect([await settings.get(tenant.tenantId, 'rule'), await settings.get(other.tenantId, 'rule')]).toEqual([{ words: ['a'] }, undefined]);
  await opened.database.withTenant(tenant, (tx) => tx.run(sql`UPDATE settings SET value = '"behind its back"' WHERE key = 'rule'`));
  expect(await settings.get(tenant.tenantId, 'rule')).toEqual({ words: ['a'] });
  await settings.save(tenant, 'rule', null);
  expect(await settings.get(tenant.tenantId, 'rule')).toBeNull();
  await opened.database.withTenant(tenant, (tx) => tx.run(sql`DELETE FROM settings WHERE key = 'rule'`));
});

test('upkeep leaves the rows as they are', async () => {
  await opened.database.upkeep();
  expect(await keys()).toEqual(['key']);
});
