import { randomBytes, randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createFileStore } from '#adapters/files/file-store.ts';
import { createPgliteDatabase } from '#adapters/pglite/create-pglite-database.ts';
import type { Database } from '#core/ports/database.ts';
import { sql } from '#core/ports/sql.ts';
import { findProgramFiles } from '#hosts/program-files.ts';
import { addPerson, collect, openTestCore, setUpPlant } from '#test/support/test-core.ts';
import { quietLogger } from '#test/support/test-workers.ts';
import { type Figure, figure } from './figures.ts';

const CONVERSATIONS = 500;
const MESSAGES = 100_000;
/** Of somebody else, whose rows are copied when the table is written anew. */
const OTHERS = 100_000;
const ORIGINALS = 20;
const ORIGINAL_BYTES = 10 * 1024 * 1024;
const BATCH = 5_000;
const SAMPLE_MS = 20;

async function fillMessages(database: Database, tenantId: string, userId: string, count: number): Promise<void> {
  await database.withTenant({ tenantId, userId }, (tx) =>
    tx.run(sql`INSERT INTO conversations (id, tenant_id, user_id, title) SELECT gen_random_uuid(), ${tenantId}, ${userId}, 'Conversation ' || n FROM generate_series(1, ${CONVERSATIONS}) AS n`),
  );
  for (let from = 0; from < count; from += BATCH) {
    await database.withTenant({ tenantId, userId }, (tx) =>
      tx.run(sql`
        INSERT INTO messages (id, tenant_id, conversation_id, seq, role, content, metadata)
        SELECT gen_random_uuid(), ${tenantId}, c.id, (n + ${from}) / ${CONVERSATIONS} + 1, CASE WHEN (n + ${from}) / ${CONVERSATIONS} % 2 = 0 THEN 'user' ELSE 'assistant' END,
          (SELECT string_agg(md5((n + ${from})::text || k::text), ' ') FROM generate_series(1, 30) AS k), '{}'
        FROM generate_series(0, ${BATCH - 1}) AS n
          JOIN (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM conversations WHERE user_id = ${userId}) AS c ON c.place = (n + ${from}) % ${CONVERSATIONS}`),
    );
  }
}

async function fillOriginals(database: Database, directory: string, tenantId: string, userId: string): Promise<void> {
  const files = createFileStore({ directory, freeSpaceFloorBytes: 0 });
  for (let n = 0; n < ORIGINALS; n += 1) {
    const piece = randomBytes(ORIGINAL_BYTES / 10);
    const content = (async function* () { for (let at = 0; at < 10; at += 1) yield piece; })();
    const { sha256, sizeBytes } = await files.put(tenantId, content, Number.POSITIVE_INFINITY, new AbortController().signal);
    const id = randomUUID();
    await database.withTenant({ tenantId, userId }, (tx) =>
      tx.run(sql`INSERT INTO documents (id, family_id, tenant_id, uploaded_by, filename, file_size_bytes, storage_path, status, stage, searchable, ready_at)
        VALUES (${id}, ${id}, ${tenantId}, ${userId}, ${`scan ${n}.pdf`}, ${sizeBytes}, ${sha256}, 'ready', 'done', true, now())`),
    );
  }
}

interface Taken {
  seconds: number;
  /** What the process took more than before, at the most. */
  extraMiB: number;
  /** What the process took in all, at the most. */
  mostMiB: number;
  /** Longest the event loop stood still. */
  stillMs: number;
}

async function taken(work: () => Promise<unknown>): Promise<Taken> {
  global.gc?.();
  const before = process.memoryUsage.rss();
  let most = before;
  const sampling = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), SAMPLE_MS);
  const delay = monitorEventLoopDelay({ resolution: 5 });
  delay.enable();
  const started = performance.now();
  await work();
  const seconds = (performance.now() - started) / 1000;
  delay.disable();
  clearInterval(sampling);
  return { seconds, extraMiB: (most - before) / 1024 ** 2, mostMiB: most / 1024 ** 2, stillMs: delay.max / 1e6 };
}

const figures = (what: string, { seconds, extraMiB, mostMiB, stillMs }: Taken): Figure[] => [figure(`${what}, wall`, 's', seconds), figure(`${what}, memory on top, most`, 'MiB', extraMiB), figure(`${what}, memory of the process, most`, 'MiB', mostMiB), figure(`${what}, event loop still, longest`, 'ms', stillMs)];

/** A person with 100,000 messages and 200 MiB of originals, beside one with as many messages: exported, fetched, erased. */
export async function privacy(): Promise<Figure[]> {
  const plant = await openTestCore();
  const admin = await setUpPlant(plant);
  const person = await addPerson(plant, admin, 'Much', 'user');
  const other = await addPerson(plant, admin, 'Other', 'user');
  const { tenant } = await plant.call<{ tenant: { id: string } }>('auth.whoami', {}, admin);
  await plant.core.close();
  const program = findProgramFiles();
  const database = await createPgliteDatabase({ directory: join(plant.dataDirectory, 'pg'), migrationsDirectory: program.resource('migrations'), workerUrl: program.entryUrl('database-worker'), logger: quietLogger });
  await fillMessages(database, tenant.id, person.id, MESSAGES);
  await fillMessages(database, tenant.id, other.id, OTHERS);
  await fillOriginals(database, join(plant.dataDirectory, 'files'), tenant.id, person.id);
  await database.close();
  await plant.restart();
  await plant.call('privacy.holdings', { id: person.id }, admin);

  let ready: { exportId?: string; sizeBytes?: number } = {};
  const exporting = await taken(async () => {
    ready = (await collect(await plant.events<{ exportId?: string; sizeBytes?: number }>('privacy.export', { id: person.id }, admin))).at(-1) ?? {};
  });
  const fetching = await taken(async () => {
    const archive = await plant.call<Blob>('privacy.download', { id: ready.exportId }, admin);
    for await (const _ of archive.stream());
  });
  const erasing = await taken(async () => void (await collect(await plant.events('privacy.erase', { id: person.id, confirm: 'Much' }, admin))));
  await plant.close();
  return [figure('archive', 'MiB', (ready.sizeBytes ?? 0) / 1024 ** 2), ...figures('export', exporting), ...figures('fetching the archive', fetching), ...figures('erasing', erasing)];
}
