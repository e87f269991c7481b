import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ReadResult } from '#core/ports/document-reader.ts';
import { createReaderPool } from '#adapters/readers/create-reader-pool.ts';
import { createChunker } from '#core/knowledge/chunking/create-chunker.ts';
import { corpusFolder, readWhole, WORKER_URL } from './reading.ts';

const pool = createReaderPool({ workerUrl: WORKER_URL, size: 2, limits: { baseMs: 30_000 } });
afterAll(() => pool.close());

type Ending = { name: string; result: ReadResult } | { name: string; error: MillwrightError };

async function readAll(folder: string): Promise<Ending[]> {
  const names = readdirSync(folder).filter((name) => name !== 'SOURCES.md');
  return Promise.all(
    names.map(async (name): Promise<Ending> => {
      try {
        return { name, result: await readWhole(pool, { path: join(folder, name), filename: name }) };
      } catch (error) {
        if (error instanceof MillwrightError) return { name, error };
        throw error;
      }
    }),
  );
}

function textOf(result: ReadResult): string {
  return result.parts.map((part) => part.text).join('\n');
}

const plant = corpusFolder('plant');

describe.skipIf(plant === null)('the plant corpus', () => {
  it('is read in full; only scans and drawings have no text, and are marked for it', async () => {
    const imageOnly = ['EMC-An-Open-Architecture-Controller-for-Machine-Tools.pdf', 'OLSK_Large_CNC_PneumaticsSchematic_V3.pdf'];
    for (const ending of await readAll(plant ?? '')) {
      if ('error' in ending) throw ending.error;
      const { name, result } = ending;
      if (imageOnly.includes(name)) expect([name, textOf(result).trim(), result.parts.every((part) => part.recognise === 'no-text')]).toEqual([name, '', true]);
      else expect([name, textOf(result).length > 300]).toEqual([name, true]);
      for (const part of result.parts) {
        let at = 0;
        for (const { start, end } of part.blocks) {
          expect(start >= at && end > start && end <= part.text.length, `${name}: blocks in order`).toBe(true);
          at = end;
        }
        for (const line of part.lines ?? []) expect(line.box.every((value) => value >= 0 && value <= 1) && line.end <= part.text.length, `${name}: boxes on the page`).toBe(true);
      }
      const chunker = createChunker();
      const chunks = result.parts.flatMap((part, index) => [...chunker.chunksOf(part, index)]);
      expect(chunks.every((chunk) => chunk.tokens <= 480), name).toBe(true);
    }
  });
});

describe.skipIf(plant === null)('workbooks of the plant corpus', () => {
  const rows = (name: string, sheet: string | null = null, most = 2) => pool.table({ path: join(plant ?? '', name), filename: name, sheet, columns: [], holding: null, from: 0, most }, new AbortController().signal);

  it('give the rows of their sheets as tables', async () => {
    const registers = await rows('CCGX-Modbus-TCP-register-list.xlsx');
    expect(registers).toMatchObject({ sheet: 'Field list', sheets: ['Field list', 'Unit ID mapping', 'Document versions'], total: 1_002, above: [expect.stringContaining('Use unit-id 100') as string] });
    expect(registers.known.slice(0, 4)).toEqual(['dbus-service-name', 'description', 'Address', 'Type']);
    expect(registers.rows[0]?.slice(0, 3)).toEqual(['com.victronenergy.system', 'Serial (System)', '800']);
    expect(await rows('OLSK_Large_CNC_V3-BOM.xlsx')).toMatchObject({ known: ['Part Name', 'Quantity'], rows: [['Bed', null], ['Bed Middle (CNC milled)', 1]] });
    const { sheets } = await rows('SunSpec_models_workbook.xlsx');
    for (const sheet of sheets.slice(0, 20)) expect((await rows('SunSpec_models_workbook.xlsx', sheet)).total, sheet).toBeGreaterThan(0);
  });
});

const hostile = corpusFolder('hostile');
const SLIP = '/tmp/zip-slip-was-here.txt';

describe.skipIf(hostile === null)('the hostile corpus', () => {
  it('ends file by file with text or a sentence, and the pool goes on', async () => {
    rmSync(SLIP, { force: true });
    const endings = [...(await readAll(join(hostile ?? '', 'found'))), ...(await readAll(join(hostile ?? '', 'made')))];
    const codes = new Map<string, string>();
    const texts = new Map<string, string>();
    for (const ending of endings) {
      if ('error' in ending) {
        expect(ending.error.message, ending.name).toMatch(/^[A-Z].{15,}\.$/s);
        expect(ending.error.message, ending.name).not.toMatch(/\/work|node_modules|undefined|at \w+ \(/);
        codes.set(ending.name, ending.error.code);
      } else {
        texts.set(ending.name, textOf(ending.result));
        const toRecognise = ending.result.parts.some((part) => part.recognise !== undefined);
        if (textOf(ending.result).trim() === '' && !toRecognise) expect(ending.result.warnings.length, ending.name).toBeGreaterThan(0);
      }
    }
    const expected: Record<string, string> = {
      'r6-both-passwords.pdf': 'FILE_ENCRYPTED',
      'r4-aes-user-password.pdf': 'FILE_ENCRYPTED',
      'testUnicodePassword.pdf': 'FILE_ENCRYPTED',
      'issue6010_1.pdf': 'FILE_ENCRYPTED',
      'bug53475-password-is-pass.docx': 'FILE_ENCRYPTED',
      'zero-bytes-pdfplumber.pdf': 'FILE_EMPTY',
      'zero-bytes.pdf': 'FILE_EMPTY',
      'zero-bytes.docx': 'FILE_EMPTY',
      'zero-bytes.txt': 'FILE_EMPTY',
      'zip-bomb-300MB.docx': 'FILE_LIMIT',
      'poc-shared-strings.xlsx': 'FILE_LIMIT',
      'poc-xmlbomb.xlsx': 'FILE_UNREADABLE',
      'invalid.pdf': 'FILE_UNREADABLE',
      'bad-direct-root.pdf': 'FILE_UNREADABLE',
      'truncated62886.docx': 'FILE_UNREADABLE',
      'testWORD_truncated.docx': 'FILE_UNREADABLE',
      'really-a-png.pdf': 'FILE_TYPE_UNSUPPORTED',
      'really-a-zip.xlsx': 'FILE_TYPE_UNSUPPORTED',
      '~$shift-log.docx': 'FILE_TYPE_UNSUPPORTED',
    };
    expect(Object.fromEntries(Object.keys(expected).map((name) => [name, codes.get(name)]))).toEqual(expected);
    const said: Record<string, RegExp> = {
      'r6-owner-password.pdf': /\w{4}/,
      'zen_of_python_corrupted.pdf': /Beautiful is better than ugly/,
      'strict-format.docx': /Test/,
      'testHTML_charset_utf16le.html': /\w{4}/,
      'active.html': /^Close valve V-3 before opening V-4\.$/,
      'hidden-text.pdf': /^Tighten the flange bolts to 45 Nm\.$/,
      'vietnamese-windows-1258.txt': /kiểm tra mực nước trước khi đốt lửa/,
      'german-latin1.csv': /^Störung \| Ursache \| Maßnahme\nÖldruck/,
      'utf16-no-bom.txt': /^Set the pressure switch to 6\.5 bar\.$/,
      'zip-slip.docx': /\w/,
      '20000-pages.pdf': /\w/,
    };
    for (const [name, pattern] of Object.entries(said)) expect(texts.get(name) ?? '', name).toMatch(pattern);
    expect(existsSync(SLIP)).toBe(false);
  });
});
