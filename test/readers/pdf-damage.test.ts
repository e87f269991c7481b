import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import { readPdf } from '#adapters/readers/pdf/read-pdf.ts';
import { DEFAULT_READER_LIMITS } from '#adapters/readers/reader-limits.ts';
import { makePdf } from '#test/fixtures/readers/make-pdf.ts';
import { corpusFolder } from './reading.ts';

const SINK = { onProgress: () => undefined, onParts: async () => undefined };

/** Numbers that look random and are the same in every run (Park and Miller's generator). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Some bits flipped, and now and then a stretch cut out or the end cut off. */
function damaged(bytes: Buffer, seed: number): Buffer {
  const next = numbers(seed + 1);
  const copy = Buffer.from(bytes);
  for (let flips = 1 + Math.floor(next() * 30); flips > 0; flips -= 1) {
    const at = Math.floor(next() * copy.length);
    copy[at] = (copy[at] ?? 0) ^ (1 << Math.floor(next() * 8));
  }
  const cut = Math.floor(next() * copy.length);
  if (seed % 5 === 0) return copy.subarray(0, cut);
  return seed % 7 === 0 ? Buffer.concat([copy.subarray(0, cut), copy.subarray(cut + Math.floor(next() * 200))]) : copy;
}

/** Ends with what was read or a sentence; anything else is thrown on. */
async function ends(bytes: Buffer): Promise<'read' | 'refused'> {
  try {
    await readPdf(bytes, { ...DEFAULT_READER_LIMITS, pages: 2_000, chars: 2_000_000 }, SINK);
    return 'read';
  } catch (error) {
    if (error instanceof MillwrightError && /^[A-Z].{10,}\.$/s.test(error.message)) return 'refused';
    throw error;
  }
}

describe('a PDF with flipped bits', () => {
  it('is read as far as it goes, or refused with a sentence', async () => {
    const texts = Array.from({ length: 12 }, (_, n) => ({ x: 50, y: 780 - 14 * n, text: `Step ${n}: open valve V-${n}.`, bold: n === 0 }));
    const annotations = ['/Subtype /Text /Rect [300 690 320 710] /Contents (Comment)'];
    const whole = makePdf([{ texts, annotations }, { texts, picture: true }, { texts: [], rotate: 90 }], { title: 'Whole', bookmarks: [{ title: 'Start', page: 0 }], pageLabels: '0 << /S /r >>' });
    const endings = new Map<string, number>();
    for (let seed = 0; seed < 250; seed += 1) {
      const ending = await ends(damaged(whole, seed));
      endings.set(ending, (endings.get(ending) ?? 0) + 1);
    }
    expect(endings.get('read')).toBeGreaterThan(100);
    expect(await ends(whole)).toBe('read');
  });

  const found = corpusFolder('hostile/found');

  it.skipIf(found === null)('taken from the corpus is read as far as it goes, or refused with a sentence', async () => {
    const small = readdirSync(found ?? '').filter((name) => name.endsWith('.pdf') && statSync(join(found ?? '', name)).size < 60_000);
    for (const [at, name] of small.entries()) {
      const whole = readFileSync(join(found ?? '', name));
      for (let seed = 0; seed < 4; seed += 1) await ends(damaged(whole, at * 10 + seed));
    }
    expect(small.length).toBeGreaterThan(5);
  });
});
