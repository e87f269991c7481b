import { describe, expect, it } from 'vitest';
import { makeDocx, makePptx, makeXlsx, wordParagraph } from '#test/fixtures/readers/make-office.ts';
import { makePdf } from '#test/fixtures/readers/make-pdf.ts';
import { makeZip } from '#test/fixtures/readers/make-zip.ts';
import { readBytes, refusal } from './reading.ts';

const pdf = makePdf([{ texts: [{ x: 50, y: 700, text: 'Seal water pump' }] }]);
const docx = makeDocx(wordParagraph('Seal water pump'));

describe('the kind of a file', () => {
  it.each([
    ['pdf', pdf],
    ['docx', docx],
    ['xlsx', makeXlsx([{ name: 'A', data: '<row><c t="str"><v>x</v></c></row>' }])],
    ['pptx', makePptx([{ title: 'x', body: [] }])],
    ['html', '<!DOCTYPE html><html><body><p>x</p></body></html>'],
  ])('is decided by its content: %s under a wrong name', async (kind, content) => {
    expect((await readBytes('wrong.txt', content)).kind).toBe(kind);
  });

  it('follows the name only among kinds of plain text', async () => {
    expect((await readBytes('a.md', '# Title\n\nText')).kind).toBe('markdown');
    expect((await readBytes('a.csv', 'tag,unit\nP-1,bar')).kind).toBe('csv');
    expect((await readBytes('a.log', 'tag\tunit\nP-1\tbar\nP-2\tbar')).kind).toBe('csv');
    expect((await readBytes('a', 'Just text')).kind).toBe('text');
  });

  it.each([
    ['plan.pdf', Buffer.from('\x89PNG\r\n\x1a\n\0\0', 'latin1'), 'FILE_TYPE_UNSUPPORTED', /PNG picture, although its name ends in \.pdf/],
    ['old.doc', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), Buffer.from('WordDocument', 'utf16le')]), 'FILE_TYPE_UNSUPPORTED', /old Word document/],
    ['secret.xlsx', Buffer.concat([Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]), Buffer.alloc(600), Buffer.from('EncryptedPackage', 'utf16le')]), 'FILE_ENCRYPTED', /password/],
    ['~$log.docx', Buffer.concat([Buffer.from('\x08Operator', 'latin1'), Buffer.alloc(150)]), 'FILE_TYPE_UNSUPPORTED', /lock file/],
    ['a.docx', makeZip([{ name: 'readme.txt', content: 'x' }]), 'FILE_TYPE_UNSUPPORTED', /zip archive without an Office document/],
    ['a.odt', makeZip([{ name: 'mimetype', content: 'x' }, { name: 'content.xml', content: '<x/>' }]), 'FILE_TYPE_UNSUPPORTED', /OpenDocument/],
    ['cut.docx', docx.subarray(0, docx.length / 2), 'FILE_UNREADABLE', /cut off/],
    ['cut.pdf', pdf.subarray(0, 60), 'FILE_UNREADABLE', /damaged/],
    ['no.pdf', 'This is a letter.', 'FILE_UNREADABLE', /no readable PDF/],
    ['blank.txt', ' \n\t ', 'FILE_EMPTY', /white space/],
    ['x.bin', Buffer.from(Array.from({ length: 400 }, (_, n) => (n * 7) % 32)), 'FILE_TYPE_UNSUPPORTED', /binary file/],
  ])('is named when it cannot be read: %s', async (name, content, code, sentence) => {
    const error = await refusal(readBytes(name, content));
    expect(error.code).toBe(code);
    expect(error.message).toMatch(sentence);
  });
});

describe('a zip container', () => {
  const paragraphs = wordParagraph('A'.repeat(200)).repeat(20_000);

  it('is refused by what it declares to unpack to', async () => {
    const error = await refusal(readBytes('bomb.docx', makeDocx(paragraphs), { ratioFloorBytes: 1024, entryRatio: 20 }));
    expect(error.code).toBe('FILE_LIMIT');
    expect(error.message).toMatch(/unpacks to more/);
  });

  it('is stopped when it unpacks to more than it declared', async () => {
    const lying = makeZip([{ name: 'word/document.xml', content: `<d>${paragraphs}</d>`, declaredSize: 100 }]);
    expect((await refusal(readBytes('bomb.docx', lying, { ratioFloorBytes: 1024, entryRatio: 20 }))).code).toBe('FILE_LIMIT');
    const sheet = makeXlsx([{ name: 'A', data: '<row><c t="str"><v>aaaaaaaaaaaaaaaaaaaaaaaaa</v></c></row>'.repeat(40_000) }]);
    expect((await refusal(readBytes('bomb.xlsx', sheet, { expandedBytes: 200_000 }))).code).toBe('FILE_LIMIT');
  });

  it('may not hold XML that declares entities', async () => {
    const evil = makeZip([{ name: 'word/document.xml', content: '<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>' }]);
    expect((await refusal(readBytes('xxe.docx', evil))).message).toMatch(/declares its own XML entities/);
  });
});
