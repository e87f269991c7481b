import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { makePdf } from '#test/fixtures/readers/make-pdf.ts';
import { readWhole, refusal, WORKER_URL } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-pool-'));
const path = join(folder, 'file');
writeFileSync(path, 'Close valve V-3 before opening V-4.');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const badWorker = new URL(import.meta.resolve('#test/fixtures/readers/misbehaving-worker.ts'));
const never = new AbortController().signal;

describe('the pool of readers', () => {
  it('reads a file in the worker that the product runs, and reports progress', async () => {
    const pool = createReaderPool({ workerUrl: WORKER_URL, size: 1 });
    const result = await readWhole(pool, { path, filename: 'note.txt' }, never);
    expect(result).toMatchObject({ kind: 'text', parts: [{ text: 'Close valve V-3 before opening V-4.', page: null, lines: null }] });
    await pool.close();
  });

  it('hands a long document over as it is read, and draws a page of it meanwhile', async () => {
    const pool = createReaderPool({ workerUrl: WORKER_URL, size: 1 });
    const long = join(folder, 'long.pdf');
    writeFileSync(long, makePdf(Array.from({ length: 300 }, (_, n) => ({ texts: [{ x: 50, y: 700, text: `Procedure ${n + 1}: open valve V-${n + 1} by hand.` }] }))));
    const pages: (number | null)[] = [];
    let stretches = 0;
    const events = pool.read({ path: long, filename: 'long.pdf' }, never);
    for (let next = await events.next(); ; next = await events.next()) {
      if (next.done) {
        expect(next.value).toMatchObject({ kind: 'pdf', pages: 300, warnings: [] });
        break;
      }
      if (next.value.type !== 'parts') continue;
      pages.push(...next.value.parts.map((part) => part.page));
      stretches += 1;
      if (stretches > 2) continue;
      // Only one stretch more is under way while this one is held, so most of the document is still to be read.
      const image = await pool.pageImage({ path: long, filename: 'long.pdf', page: stretches, width: 60 }, never);
      expect([image.width, image.height]).toEqual([60, 85]);
      expect(pages.length).toBeLessThan(30);
    }
    expect(pages).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
    expect(stretches).toBeGreaterThan(5);
    await pool.close();
  });

  it.each([
    ['endless', 'READ_TIMEOUT', /stopped after 4 seconds/],
    ['crash', 'FILE_UNREADABLE', /damaged/],
    ['throw', 'FILE_UNREADABLE', /damaged/],
    ['memory', 'FILE_LIMIT', /more than the 48 MB of memory/],
  ])('ends a worker that goes wrong (%s), fails only its file, and stays usable', async (filename, code, sentence) => {
    const pool = createReaderPool({ workerUrl: badWorker, size: 1, limits: { baseMs: filename === 'endless' ? 4_000 : 60_000, msPerMegabyte: 0, heapMb: 48 } });
    const bad = refusal(readWhole(pool, { path, filename }, never));
    const fractions: number[] = [];
    const good = readWhole(pool, { path, filename: 'good' }, never, (fraction) => fractions.push(fraction));
    const error = await bad;
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
    expect(error.message).not.toContain('/home');
    await expect(good).resolves.toMatchObject({ title: 'good' });
    expect(fractions).toEqual([0.5]);
    await pool.close();
  });

  it('stops a file that is cancelled, running or waiting, and reads the next', async () => {
    const pool = createReaderPool({ workerUrl: badWorker, size: 1 });
    const running = new AbortController();
    const waiting = new AbortController();
    const first = refusal(readWhole(pool, { path, filename: 'endless' }, running.signal));
    const second = refusal(readWhole(pool, { path, filename: 'endless' }, waiting.signal));
    const third = readWhole(pool, { path, filename: 'third' }, never);
    setTimeout(() => waiting.abort(), 50);
    setTimeout(() => running.abort(), 300);
    expect((await second).code).toBe('CANCELLED');
    expect((await first).code).toBe('CANCELLED');
    await expect(third).resolves.toMatchObject({ title: 'third' });
    await pool.close();
  });

  it('ends what is open when it closes', async () => {
    const pool = createReaderPool({ workerUrl: badWorker, size: 1 });
    const open = refusal(readWhole(pool, { path, filename: 'endless' }, never));
    await new Promise((resolve) => setTimeout(resolve, 50));
    await pool.close();
    expect((await open).code).toBe('CANCELLED');
    expect((await refusal(readWhole(pool, { path, filename: 'late' }, never))).code).toBe('CANCELLED');
  });

  it('refuses what is empty, too large or gone before a worker is troubled', async () => {
    const pool = createReaderPool({ workerUrl: badWorker, limits: { bytes: 10 } });
    const empty = join(folder, 'empty');
    writeFileSync(empty, '');
    expect((await refusal(readWhole(pool, { path: empty, filename: 'a.pdf' }, never))).code).toBe('FILE_EMPTY');
    expect((await refusal(readWhole(pool, { path, filename: 'a.pdf' }, never))).code).toBe('FILE_TOO_LARGE');
    expect((await refusal(readWhole(pool, { path: join(folder, 'gone'), filename: 'a.pdf' }, never))).code).toBe('FILE_UNREADABLE');
    await pool.close();
  });
});
