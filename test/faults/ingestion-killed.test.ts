import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DocumentSummary } from '#shared/contract/documents.ts';
import type { SearchAnswer } from '#core/knowledge/index.ts';
import { sql } from '#core/ports/sql.ts';
import { freshDataDirectory } from '#test/database/open-test-database.ts';
import { addPlant, callFor, chunkIdsOf, invoke, openKnowledge, type Plant, removeData } from '#test/knowledge/open-knowledge.ts';
import { tagOf } from './manual.ts';

/** Milliseconds between the first acknowledgement of a round and the kill: before, in and after the commit of documents. */
const KILLED_AFTER_MS = [15, 120, 300, 650, 1_100];
const DOCUMENTS_PER_ROUND = 4;

let data: string;
let plant: Plant;
const acknowledged = new Map<number, string>();
/** Documents that a killed core had left half-way, over all rounds. */
let unfinished = 0;

beforeAll(async () => {
  data = await freshDataDirectory();
  const open = await openKnowledge(data, { embedding: 'none' });
  plant = await addPlant(open.database, 'Killed Works');
  await open.close();
});
afterAll(() => removeData(data));

/** Runs a core until `killedAfter` milliseconds past its first acknowledgement, then kill -9. */
async function runAndKill(from: number, killedAfter: number): Promise<void> {
  const users = { admin: plant.as('admin').userId, user: plant.as('user').userId, viewer: plant.as('viewer').userId };
  const task = JSON.stringify({ data, tenantId: plant.tenantId, users, from, count: DOCUMENTS_PER_ROUND });
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', join(import.meta.dirname, 'ingestion-child.ts'), task], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  const { stdout } = child satisfies ChildProcess;
  let timer: NodeJS.Timeout | undefined;
  for await (const line of createInterface({ input: stdout })) {
    unfinished += Number(/^unfinished (\d+)$/.exec(line)?.[1] ?? 0);
    const [, number, id] = /^acknowledged (\d+) (\S+)$/.exec(line) ?? [];
    if (number === undefined || id === undefined) continue;
    acknowledged.set(Number(number), id);
    timer ??= setTimeout(() => child.kill('SIGKILL'), killedAfter);
  }
  clearTimeout(timer);
  await exited;
  expect(child.signalCode, 'the core was killed, it did not end by itself').toBe('SIGKILL');
}

describe('a core killed in mid-ingestion', () => {
  it('loses no acknowledged document and leaves none half-indexed, five times over', async () => {
    for (const [round, killedAfter] of KILLED_AFTER_MS.entries()) await runAndKill(round * DOCUMENTS_PER_ROUND, killedAfter);
    expect(acknowledged.size).toBeGreaterThanOrEqual(KILLED_AFTER_MS.length);
    expect(unfinished, 'the kills came in the middle of work').toBeGreaterThan(0);

    const open = await openKnowledge(data);
    const call = callFor(plant.as('user'));
    await open.knowledge.start();
    await open.knowledge.ingestion.idle();

    const { documents } = await invoke<{ documents: DocumentSummary[] }>(open.knowledge, 'documents.list', {}, call);
    expect(documents.filter(({ status }) => status !== 'ready')).toEqual([]);
    const here = new Set(documents.map(({ id }) => id));
    for (const [n, id] of acknowledged) {
      expect(here, `manual ${n} was acknowledged`).toContain(id);
      const { results } = await invoke<SearchAnswer>(open.knowledge, 'search.query', { query: `Which unit has tag ${tagOf(n)}?`, top: 5 }, call);
      expect(results[0]?.document.id, `manual ${n} is found by its last section`).toBe(id);
    }

    const ids = await chunkIdsOf(open, plant.tenantId);
    expect(ids.database.length).toBe(documents.reduce((sum, { chunks }) => sum + chunks, 0));
    expect(new Set(ids.index).size).toBe(ids.index.length);
    expect(ids.index).toEqual(ids.database);
    const undone = await open.database.withTenant({ tenantId: plant.tenantId, userId: null }, (tx) => tx.rows(sql`SELECT id FROM outbox WHERE done_at IS NULL`));
    expect(undone).toEqual([]);
    await open.close();
  });
});
