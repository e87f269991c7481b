// Child of database-disk-full.test.ts, on a small disk of its own: commits until the disk is full, goes on for a while,
// frees space and goes on again. Prints what it saw as one line of JSON.
import { cp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { sql } from '#core/ports/sql.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import { MIGRATIONS, silent } from '#test/database/open-test-database.ts';

const [disk = '', template = ''] = process.argv.slice(2);
const ballast = join(disk, 'ballast');
const TENANT = '7f000000-0000-4000-8000-000000000001';

await cp(template, join(disk, 'pg'), { recursive: true });
await writeFile(ballast, Buffer.alloc(24 * 1024 * 1024));
const database = await createPgliteDatabase({ directory: join(disk, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0, statementTimeoutMs: 2000 });
await database.withSystem((tx) => tx.run(sql`INSERT INTO tenants (id, name, slug) VALUES (${TENANT}, 'plant', 'plant')`));

let slowestMs = 0;
let acknowledged = 0;
let attempted = 0;

async function commit(): Promise<string> {
  const started = performance.now();
  try {
    const key = String(++attempted);
    // Random, so that neither the log nor the table can compress it.
    const value = JSON.stringify(Buffer.from(crypto.getRandomValues(new Uint8Array(60_000))).toString('base64'));
    await database.withTenant({ tenantId: TENANT, userId: null }, (tx) => tx.run(sql`INSERT INTO settings (tenant_id, key, value) VALUES (${TENANT}, ${key}, ${value}::jsonb)`));
    acknowledged += 1;
    return 'ok';
  } catch (error) {
    return error instanceof MillwrightError ? error.code : String(error);
  } finally {
    slowestMs = Math.max(slowestMs, performance.now() - started);
  }
}

let first = await commit();
while (first === 'ok') first = await commit();
const whileFull: string[] = [];
for (let n = 0; n < 5; n++) whileFull.push(await commit());
await rm(ballast);
const afterwards: string[] = [];
for (let n = 0; n < 5; n++) afterwards.push(await commit());
const { kept } = await database.withTenant({ tenantId: TENANT, userId: null }, (tx) => tx.one<{ kept: number }>(sql`SELECT count(*) AS kept FROM settings`));
await database.close();
process.stdout.write(`${JSON.stringify({ first, whileFull, afterwards, acknowledged, kept, slowestMs, restarts: database.restarts() })}\n`);
