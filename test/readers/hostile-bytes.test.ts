import fc from 'fast-check';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { MillwrightError } from '#shared/contract/errors.ts';
import { drawPage } from '#adapters/readers/draw-page.ts';
import { DEFAULT_READER_LIMITS } from '#adapters/readers/reader-limits.ts';
import { makeMsg } from '#test/fixtures/readers/make-msg.ts';
import { makeDocx, makePptx, makeXlsx, wordParagraph } from '#test/fixtures/readers/make-office.ts';
import { makeBmp, makeGif, makePng, makeTiff, makeTurnedJpeg, makeWebp } from '#test/fixtures/readers/make-picture.ts';
import { makeZip } from '#test/fixtures/readers/make-zip.ts';
import { readUnpacking } from './reading.ts';

const folder = mkdtempSync(join(tmpdir(), 'millwright-hostile-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Small, so that a reader that would run away is stopped at once. */
const LIMITS = { ...DEFAULT_READER_LIMITS, expandedBytes: 4_000_000, ratioFloorBytes: 100_000, pixels: 1_000_000, chars: 2_000_000, entries: 500 };

const MAIL =
  'From: a@b\r\nMIME-Version: 1.0\r\nSubject: =?utf-8?B?TmfDtA==?=\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-7\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nx=3D+AOQ-\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: i\r\n\r\nt\r\n--b\r\nContent-Disposition: attachment; filename*0*=utf-8\'\'%41\r\nContent-Transfer-Encoding: base64\r\n\r\nQUJD\r\n--b--';

const FILES: Record<string, Buffer> = {
  eml: Buffer.from(MAIL),
  msg: makeMsg({ subject: 's', from: 'f', body: 'b', attachments: [{ name: 'a.txt', content: Buffer.from('x') }, { message: { subject: 'i', from: 'f', rtf: Buffer.alloc(40, 0x4c) } }] }),
  json: Buffer.from('{"a":[{"b":1,"c":[1,2]},{"b":{"d":[{"e":null}]}}],"f":"g"}'),
  xml: Buffer.from('<?xml version="1.0" encoding="utf-8"?><!DOCTYPE a><a b="1"><title>t</title><r x="1">&amp;</r><r x="2"><![CDATA[y]]></r><warning>w</warning></a>'),
  html: Buffer.from('<html><head><meta charset="windows-1258"><title>t</title></head><body><h1>a</h1><dl><dt>b<dd>c</dl><table><tr><th>x<td><table><tr><td>y</table></table><b>z</b></body></html>'),
  md: Buffer.from('# a\n\n> [!WARNING]\n> b\n\n1. c\n   - d\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```\nx\n```\n'),
  csv: Buffer.from('Tag;Bar\nP-1;"6\n5"\nP-2;7\n'),
  txt: Buffer.from('Pump Stärt\n\n1. Open\n2. Close\nWARNING: hot\n', 'latin1'),
  zip: makeZip([{ name: 'a/b.txt', content: 'x'.repeat(300) }, { name: '../c', content: 'y', link: true }, { name: 'd', content: 'z', encrypted: true }]),
  docx: makeDocx(`${wordParagraph('a')}<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val="2"/><w:vMerge/></w:tcPr>${wordParagraph('b')}</w:tc></w:tr></w:tbl>`),
  xlsx: makeXlsx([{ name: 'A', data: '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45292</v></c></row>', after: '<mergeCells count="1"><mergeCell ref="A1:A9"/></mergeCells>' }], ['x']),
  pptx: makePptx([{ title: 'a', body: ['b'], notes: 'c' }]),
  png: makePng(),
  jpg: makeTurnedJpeg(),
  webp: makeWebp(),
  gif: makeGif(),
  bmp: makeBmp(),
  tif: makeTiff(2),
};

/** Reads, and draws what is a picture; anything but a result or an error for people fails the test. */
async function ends(filename: string, bytes: Buffer): Promise<void> {
  try {
    const { result } = await readUnpacking(filename, bytes, LIMITS);
    for (const part of result.parts) for (const block of part.blocks) expect(block.start < block.end && block.end <= part.text.length).toBe(true);
    if (result.kind !== 'image') return;
    const path = join(folder, filename);
    writeFileSync(path, bytes);
    await drawPage({ path, filename, page: result.pages ?? 1, width: 20 }, LIMITS);
  } catch (error) {
    if (!(error instanceof MillwrightError)) throw error;
    expect(error.code).not.toBe('INTERNAL');
    expect(error.message).toMatch(/^[A-Z].{15,}\.$/s);
  }
}

describe('a file that is not what it should be ends with a result or a sentence', () => {
  it.each(Object.keys(FILES))('with bytes changed or cut off: %s', async (ending) => {
    const whole = FILES[ending] ?? Buffer.alloc(0);
    const damage = fc.record({
      flips: fc.array(fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 })), { maxLength: 6 }),
      keep: fc.oneof(fc.constant(whole.length), fc.integer({ min: 1, max: whole.length })),
    });
    await fc.assert(
      fc.asyncProperty(damage, async ({ flips, keep }) => {
        const bytes = Buffer.from(whole);
        for (const [at, value] of flips) bytes[at] = value;
        await ends(`file.${ending}`, bytes.subarray(0, keep));
      }),
      { numRuns: 60, seed: 20_240_101 },
    );
  });

  it('whatever its bytes and its name', async () => {
    const heads = ['', 'PK\x03\x04', '\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'II*\0', 'GIF89a', 'RIFF\0\0\0\0WEBPVP8 ', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1', '{', '<?xml ', 'From: a\r\nReceived: b\r\nTo: c\r\n', '\xff\xfe', '%PDF-'];
    const file = fc.tuple(fc.constantFrom(...heads), fc.uint8Array({ minLength: 1, maxLength: 300 }), fc.constantFrom('txt', 'eml', 'json', 'xml', 'md', 'csv', 'html', 'zip', 'msg', 'png'));
    await fc.assert(
      fc.asyncProperty(file, ([head, tail, ending]) => ends(`file.${ending}`, Buffer.concat([Buffer.from(head, 'latin1'), tail]))),
      { numRuns: 400, seed: 20_240_101 },
    );
  });
});
