import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { DocumentPart } from '#core/ports/document-reader.ts';
import { recognisePart } from '#core/knowledge/recognition/recognise-pages.ts';
import { createTextRecognition } from '#adapters/ocr/create-text-recognition.ts';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { errorRate, PUMP_PAGE } from '#test/fixtures/ocr/page-pictures.ts';
import { makePdf } from '#test/fixtures/readers/make-pdf.ts';
import { corpusFolder, refusal, WORKER_URL } from '#test/readers/reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-ocr-'));
const path = join(folder, 'pumps.pdf');
writeFileSync(path, makePdf([{ texts: [] }, { texts: PUMP_PAGE }]));
const reader = createReaderPool({ workerUrl: WORKER_URL, size: 1 });
const recognition = createTextRecognition({ workerUrl: new URL(import.meta.resolve('#adapters/ocr/recognition-worker.ts')), folder: join(folder, 'languages') });
const never = new AbortController().signal;
const request = { path, filename: 'pumps.pdf' };
const unread = (page: number): DocumentPart => ({ page, section: null, text: '', blocks: [], lines: [], recognise: 'no-text' });

afterAll(async () => {
  await Promise.all([reader.close(), recognition.close()]);
  rmSync(folder, { recursive: true, force: true });
});

describe('a page that has to be recognised', () => {
  it('becomes a part with headings, paragraphs, list items and the place of each line', async () => {
    const { part, confidence, note } = await recognisePart({ reader, recognition }, request, unread(2), never);
    const [title, first, second, ...steps] = PUMP_PAGE.map(({ text }) => text);
    expect(errorRate(part.text, `${title}\n\n${first} ${second}\n\n${steps.join('\n')}`)).toBeLessThan(0.01);
    expect(part.blocks.map(({ kind }) => kind)).toEqual(['heading', 'paragraph', 'list-item', 'list-item']);
    expect(part.lines).toHaveLength(PUMP_PAGE.length);
    expect(part.text.slice(part.lines?.[3]?.start, part.lines?.[3]?.end)).toMatch(/^1\. Close the .*started\.$/);
    expect(part).toMatchObject({ page: 2, section: null });
    expect(part).not.toHaveProperty('recognise');
    expect(confidence).toBeGreaterThan(0.9);
    expect(note).toMatchObject({ page: 2, outcome: 'recognised', confidence });
  });

  it('stays as it was where it is blank, cannot be drawn or nothing can be recognised, and the note says which', async () => {
    const deps = { reader, recognition };
    expect(await recognisePart(deps, request, unread(1), never)).toEqual({ part: unread(1), confidence: null, note: { page: 1, outcome: 'nothing' } });
    expect((await recognisePart(deps, request, unread(9), never)).note).toMatchObject({ page: 9, outcome: 'failed', reason: expect.stringMatching(/9/) });
    expect((await recognisePart({ reader, recognition: null }, request, unread(2), never)).note).toEqual({ page: 2, outcome: 'not-installed' });
    expect((await refusal(recognisePart(deps, request, unread(2), AbortSignal.abort()))).code).toBe('CANCELLED');
  });

  it('of a real scan is read with few words unsure', async () => {
    const scan = join(corpusFolder('plant') ?? folder, 'EMC-An-Open-Architecture-Controller-for-Machine-Tools.pdf');
    if (!existsSync(scan)) return;
    const { part, confidence } = await recognisePart({ reader, recognition }, { path: scan, filename: 'scan.pdf' }, unread(2), never);
    expect(confidence).toBeGreaterThan(0.9);
    expect(part.text.length).toBeGreaterThan(2_000);
    const words = part.text.match(/\p{L}{2,}/gu) ?? [];
    expect(words.filter((word) => /[aeiouy]/i.test(word)).length / words.length).toBeGreaterThan(0.95);
  });
});
