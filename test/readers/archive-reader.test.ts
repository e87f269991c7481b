import { describe, expect, it } from 'vitest';
import { makeZip } from '#test/fixtures/readers/make-zip.ts';
import { outline, readBytes, readUnpacking, refusal } from './reading.ts';

describe('an archive', () => {
  it('is unpacked under names of our own, and lists what it holds', async () => {
    const zip = makeZip([
      { name: 'pumps/', content: '' },
      { name: 'pumps/P-101.txt', content: 'Set to 6.5 bar.' },
      { name: '../../etc/passwd', content: 'slip' },
      { name: 'C:\\windows\\a.txt', content: 'drive' },
      { name: 'pumps/P-101.txt', content: 'the same name again' },
      { name: '__MACOSX/pumps/._P-101.txt', content: 'fork' },
      { name: 'pumps/~$log.docx', content: 'lock' },
      { name: '.DS_Store', content: 'x' },
    ]);
    const { result, files } = await readUnpacking('docs.zip', zip);
    expect(result.kind).toBe('archive');
    expect(files).toEqual([
      { filename: 'pumps/P-101.txt', content: 'Set to 6.5 bar.' },
      { filename: '../../etc/passwd', content: 'slip' },
      { filename: 'C:/windows/a.txt', content: 'drive' },
      { filename: 'pumps/P-101.txt', content: 'the same name again' },
    ]);
    expect(outline(result)[0]).toBe('list-item: pumps/P-101.txt (1 KB)');
    expect(result.parts).toHaveLength(1);
  });

  it('without a folder to unpack into says what was left unread', async () => {
    const result = await readBytes('a.zip', makeZip([{ name: 'a.txt', content: 'x' }, { name: 'b.txt', content: 'y' }]));
    expect(result.attachments).toBeUndefined();
    expect(result.warnings).toEqual(['a.txt, b.txt were left unread, because files inside a file are not unpacked here.']);
  });

  it('leaves out links and locked entries, and says so', async () => {
    const zip = makeZip([
      { name: 'a.txt', content: 'x' },
      { name: 'link', content: '/etc/passwd', link: true },
      { name: 'secret.txt', content: 'y', encrypted: true },
    ]);
    const { result, files } = await readUnpacking('a.zip', zip);
    expect(files.map((file) => file.filename)).toEqual(['a.txt']);
    expect(result.warnings).toEqual(['secret.txt is protected by a password and left out.', 'link is a link to another place and left out.']);
    expect((await refusal(readUnpacking('b.zip', makeZip([{ name: 's', content: 'y', encrypted: true }])))).code).toBe('FILE_ENCRYPTED');
  });

  it('leaves out a damaged entry and keeps the others', async () => {
    const zip = makeZip([{ name: 'a.txt', content: 'good '.repeat(50) }, { name: 'b.txt', content: 'bad '.repeat(50) }]);
    zip.fill(0xff, zip.indexOf('b.txt') + 5, zip.indexOf('b.txt') + 12);
    const { result, files } = await readUnpacking('a.zip', zip);
    expect(files.map((file) => file.filename)).toEqual(['a.txt']);
    expect(result.warnings).toEqual(['b.txt is damaged and left out.']);
  });

  it('is refused where it unpacks to too much, holds too many entries or lies too deep', async () => {
    const bomb = makeZip([{ name: 'zeros', content: Buffer.alloc(3_000_000) }]);
    expect((await refusal(readUnpacking('bomb.zip', bomb, { ratioFloorBytes: 1024 }))).code).toBe('FILE_LIMIT');
    const liar = makeZip([{ name: 'zeros', content: Buffer.alloc(3_000_000), declaredSize: 10 }]);
    expect((await refusal(readUnpacking('liar.zip', liar, { ratioFloorBytes: 1024 }))).code).toBe('FILE_LIMIT');
    const large = makeZip(Array.from({ length: 5 }, (_, n) => ({ name: `${n}`, content: Buffer.alloc(900, n) })));
    expect((await refusal(readUnpacking('large.zip', large, { expandedBytes: 4_000 }))).message).toMatch(/unpacks to 4 KB; at most 4 KB/);
    const many = makeZip(Array.from({ length: 300 }, (_, n) => ({ name: `${n}`, content: '' })));
    expect((await refusal(readUnpacking('many.zip', many, { entries: 200 }))).code).toBe('FILE_LIMIT');
    const inner = makeZip([{ name: 'a.txt', content: 'x' }]);
    expect((await readUnpacking('a.zip', inner, { depth: 2 })).files).toHaveLength(1);
    expect((await refusal(readUnpacking('a.zip', inner, { depth: 3 }))).code).toBe('FILE_LIMIT');
  });

  it('that holds nothing is told so', async () => {
    expect((await readUnpacking('empty.zip', makeZip([]))).result.warnings).toEqual(['The archive holds no files.']);
  });

  it('of an old program has its names read in the code page of that time', async () => {
    const zip = makeZip([{ name: 'St@rung.txt', content: 'x' }]);
    for (let at = zip.indexOf('St@rung'); at >= 0; at = zip.indexOf('St@rung', at + 1)) zip[at + 2] = 0x94;
    for (const at of [6, zip.indexOf('PK\x01\x02') + 8]) zip.writeUInt16LE(0, at);
    expect((await readUnpacking('a.zip', zip)).files[0]?.filename).toBe('Störung.txt');
  });
});
