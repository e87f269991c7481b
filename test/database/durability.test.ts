import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { sql } from '#core/ports/sql.ts';
import { type FilledTenant, auditRecord, fillTenant } from './fill-tenant.ts';
import { MIGRATIONS, type TestDatabase, freshDataDirectory, openTestDatabase, silent } from './open-test-database.ts';

const COMMITS = 50;

let opened: TestDatabase;
let tenant: FilledTenant;

beforeAll(async () => {
  opened = await openTestDatabase();
  tenant = await fillTenant(opened.database, 'plant');
});
afterAll(() => opened.dispose());

async function fsyncsOf(work: (n: number) => Promise<unknown>): Promise<number> {
  const before = await opened.database.fsyncs();
  for (let n = 0; n < COMMITS; n++) await work(n);
  return (await opened.database.fsyncs()) - before;
}

test('every commit that changed something forced a file to the disk', async () => {
  const fsyncs = await fsyncsOf((n) =>
    opened.database.withTenant(tenant, (tx) => tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${tenant.tenantId}, ${`k${n}`}, '1')`)),
  );
  expect(fsyncs).toBeGreaterThanOrEqual(COMMITS);
});

test('every audit record forced a file to the disk before it was acknowledged', async () => {
  const fsyncs = await fsyncsOf(() =>
    opened.database.withTenant({ ...tenant, userId: null }, (tx) => tx.rows(sql`SELECT audit_append(${JSON.stringify([auditRecord()])}::jsonb)`)),
  );
  expect(fsyncs).toBeGreaterThanOrEqual(COMMITS);
});

test('transactions that only read wait for no disk', async () => {
  const fsyncs = await fsyncsOf(() => opened.database.withTenant(tenant, (tx) => tx.rows(sql`SELECT * FROM messages`)));
  expect(fsyncs).toBeLessThan(COMMITS / 5);
});

test('below the free-space floor nothing is written, everything can be read, and above it work goes on', async () => {
  const data = await freshDataDirectory();
  const common = { directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent };
  const roomy = await createPgliteDatabase({ ...common, floorBytes: 0 });
  const plant = await fillTenant(roomy, 'plant');
  await roomy.close();

  const full = await createPgliteDatabase({ ...common, floorBytes: Number.MAX_SAFE_INTEGER });
  const insert = sql`INSERT INTO settings (tenant_id, key, value) VALUES (${plant.tenantId}, 'late', '1')`;
  await expect(full.withTenant(plant, (tx) => tx.run(insert))).rejects.toMatchObject({ code: 'DISK_FULL' });
  await expect(full.withTenant({ ...plant, userId: null }, (tx) => tx.rows(sql`SELECT audit_append('[]'::jsonb)`))).rejects.toMatchObject({ code: 'DISK_FULL' });
  await expect(full.withTenant(plant, (tx) => tx.rows(sql`WITH d AS (DELETE FROM settings RETURNING 1) SELECT * FROM d`))).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(await full.withTenant(plant, (tx) => tx.rows(sql`SELECT content FROM messages`))).toEqual([{ content: 'plant' }]);
  await full.ping();
  await full.close();

  const again = await createPgliteDatabase({ ...common, floorBytes: 0 });
  expect(await again.withTenant(plant, (tx) => tx.run(insert))).toBe(1);
  await again.close();
  await rm(data, { recursive: true, force: true });
});
