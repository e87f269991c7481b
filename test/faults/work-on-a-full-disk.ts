// Child of database-disk-full.test.ts, on a small disk of its own: a whole plant works, the disk fills below the floor and then entirely, and
// has room again. Prints as one line of JSON how each change ended, and what is there at last.
import { cp, rm, statfs, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CallFailed } from '#core/pipeline/index.ts';
import { openTestCore, setUpPlant, verifyLog } from '#test/support/test-core.ts';

const [disk = '', template = ''] = process.argv.slice(2);
const data = join(disk, 'data');
const ballast = join(disk, 'ballast');
const PIECE = 8 * 1024 ** 2;
/** Room that is left at first: less than the floor of 512 MB. */
const LITTLE = 64 * 1024 ** 2;

await cp(template, data, { recursive: true });
const plant = await openTestCore(data);
const admin = await setUpPlant(plant);
let number = 0;

/** Takes room until no more than so much is left, or until there is none. */
async function fillUpTo(left: number): Promise<void> {
  for (let taken = 0; ; taken += 1) {
    const { bavail, bsize } = await statfs(disk);
    if (bavail * bsize <= left) return;
    try {
      await writeFile(`${ballast}-${left}-${taken}`, Buffer.alloc(Math.min(PIECE, bavail * bsize - left), 1));
      pieces.push(`${ballast}-${left}-${taken}`);
    } catch {
      pieces.push(`${ballast}-${left}-${taken}`);
      return;
    }
  }
}
const pieces: string[] = [];

async function change(): Promise<string> {
  return plant.call('conversations.create', { title: `change ${(number += 1)}` }, admin).then(
    () => 'ok',
    (error: unknown) => (error instanceof CallFailed ? `${error.error.code}: ${error.message}` : String(error)),
  );
}

async function changes(count: number): Promise<string[]> {
  const all: string[] = [];
  for (let n = 0; n < count; n += 1) all.push(await change());
  return all;
}

const before = await changes(5);
await fillUpTo(LITTLE);
const low = await changes(20);
await fillUpTo(0);
const full = await changes(20);
for (const piece of pieces) {
  await truncate(piece, 0).catch(() => undefined);
  await rm(piece, { force: true });
}
let again = await change();
for (let tries = 0; again !== 'ok' && tries < 60; tries += 1) {
  await new Promise((resolve) => setTimeout(resolve, 500));
  again = await change();
}
const done = [...before, ...low, ...full, again].filter((each) => each === 'ok').length;
const { conversations } = await plant.call<{ conversations: unknown[] }>('conversations.list', {}, admin);
const recorded = async (outcome: string) => (await plant.call<{ records: unknown[] }>('audit.list', { event: 'conversation.created', outcome, limit: 500 }, admin)).records.length;
const [intents, ends] = [await recorded('intent'), await recorded('ok')];
const { ok } = await verifyLog(plant, admin);
process.stdout.write(`${JSON.stringify({ before, low, full, again, done, there: conversations.length, intents, ends, whole: ok })}\n`);
await plant.close();
process.exit(0);
