import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { Anchor } from '#shared/contract/audit.ts';
import type { Credential } from '#core/pipeline/index.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { openTestCore, verifyLog } from '#test/support/test-core.ts';

const ROUNDS = 6;
const WORKER = join(import.meta.dirname, 'audit-until-killed.ts');
const OWNER: Credential = { kind: 'owner', tenant: null };

/** Lets a plant work and kills it a moment after its n-th anchor; gives the anchors it named. */
async function anchorsUntilKilled(directory: string, first: boolean, killAfter: number, delayMs: number): Promise<Anchor[]> {
  const child = spawn(process.execPath, [WORKER, directory, ...(first ? ['first'] : [])], { stdio: ['ignore', 'pipe', 'inherit'] });
  const anchors: Anchor[] = [];
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => {
    if (!line.startsWith('{')) return;
    anchors.push(JSON.parse(line) as Anchor);
    if (anchors.length === killAfter) setTimeout(() => child.kill('SIGKILL'), delayMs);
  });
  await Promise.all([once(child, 'exit'), once(lines, 'close')]);
  return anchors;
}

test(`${ROUNDS} kills in the middle of recording and signing raise no false alarm, against any anchor there ever was`, async () => {
  const directory = await freshDataDirectory();
  const kept: Anchor[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    kept.push(...(await anchorsUntilKilled(directory, round === 0, 1 + (round % 3), (round * 5) % 17)));
    const plant = await openTestCore(directory);
    for (const anchor of [undefined, kept[0], kept.at(-1)]) expect(await verifyLog(plant, OWNER, anchor), `round ${round}`).toMatchObject({ ok: true, firstBad: null });
    if (round < ROUNDS - 1) await plant.core.close();
    else {
      for (const anchor of kept) expect(await verifyLog(plant, OWNER, anchor)).toMatchObject({ ok: true });
      await plant.close();
    }
  }
}, 240_000);
