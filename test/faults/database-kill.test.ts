import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import { type FilledTenant, fillTenant } from '#test/database/fill-tenant.ts';
import { MIGRATIONS, freshDataDirectory, silent } from '#test/database/open-test-database.ts';

const ROUNDS = 8;
const COMMITTER = join(import.meta.dirname, 'commit-until-killed.ts');

interface Round {
  found: number;
  whole: boolean;
  acknowledged: number;
}

/** Lets a child commit and kills it a moment after its n-th acknowledgement, in the middle of the next commit. */
async function round(data: string, tenant: FilledTenant, killAfter: number, delayMs: number): Promise<Round> {
  const child = spawn(process.execPath, [COMMITTER, data, JSON.stringify(tenant)], { stdio: ['ignore', 'pipe', 'inherit'] });
  const result: Round = { found: 0, whole: false, acknowledged: 0 };
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    const [what, n, state] = line.split(' ');
    if (what === 'found') {
      result.found = Number(n);
      result.whole = state === 'whole';
    } else {
      result.acknowledged = Number(n);
      if (result.acknowledged - result.found === killAfter) setTimeout(() => child.kill('SIGKILL'), delayMs);
    }
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return result;
}

test(`no acknowledged commit is lost in ${ROUNDS} kills in the middle of committing, and the database opens every time`, async () => {
  const data = await freshDataDirectory();
  const database = await createPgliteDatabase({ directory: join(data, 'pg'), migrationsDirectory: MIGRATIONS, logger: silent, floorBytes: 0 });
  const tenant = await fillTenant(database, 'plant');
  await database.close();

  let acknowledged = 1;
  for (let n = 0; n <= ROUNDS; n++) {
    const result = await round(data, tenant, 3 + ((n * 7) % 20), n % 5);
    expect(result.whole).toBe(true);
    // What was acknowledged is there; at most one more, whose acknowledgement the kill cut off.
    expect(result.found - acknowledged).toBeGreaterThanOrEqual(0);
    expect(result.found - acknowledged).toBeLessThanOrEqual(1);
    acknowledged = Math.max(result.found, result.acknowledged);
  }
  await rm(data, { recursive: true, force: true });
}, 240_000);
