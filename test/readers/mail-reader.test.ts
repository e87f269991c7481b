import { describe, expect, it } from 'vitest';
import { makeCompoundFile, makeMsg } from '#test/fixtures/readers/make-msg.ts';
import { outline, readBytes, readUnpacking, refusal } from './reading.ts';

const HEAD = 'From: =?utf-8?B?TmfDtA==?= <ngo@plant.example>\r\nTo: shift@plant.example\r\nSubject: =?iso-8859-1?Q?St=F6rung_an?= =?iso-8859-1?Q?_P-101?=\r\nDate: Mon, 1 Jan 2024 10:00:00 +0100\r\nMIME-Version: 1.0\r\n';
const mail = (rest: string): Buffer => Buffer.from(`${HEAD}${rest}`, 'latin1');
const text = (charset: string, body: string): Buffer => mail(`Content-Type: text/plain; charset=${charset}\r\n\r\n${body}`);

describe('a mail', () => {
  it('gives who, when and what about, the plain text, inner mails, and its files', async () => {
    const body = [
      'Content-Type: multipart/mixed; boundary="b1"\r\n\r\nnot shown\r\n--b1',
      'Content-Type: multipart/alternative; boundary=b1x\r\n\r\n--b1x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nDie Pumpe l=C3=A4uft=\r\n hei=C3=9F.\r\n\r\nKind regards\r\n--b1x\r\nContent-Type: text/html\r\n\r\n<p>html</p>\r\n--b1x--\r\n--b1',
      "Content-Type: text/plain\r\nContent-Disposition: attachment; filename*0*=utf-8''Stoff%C3%A4; filename*1=.txt\r\nContent-Transfer-Encoding: base64\r\n\r\nNi41IGJhcg==\r\n--b1",
      'Content-Type: message/rfc822\r\n\r\nSubject: Earlier\r\nFrom: q@plant.example\r\n\r\nIt hummed.\r\n--b1--\r\n',
    ].join('\r\n');
    const { result, files } = await readUnpacking('mail.txt', mail(body));
    expect(result).toMatchObject({ kind: 'email', title: 'Störung an P-101', warnings: [] });
    expect(outline(result)).toEqual([
      'paragraph: From: Ngô <ngo@plant.example>\nTo: shift@plant.example\nDate: Mon, 1 Jan 2024 10:00:00 +0100\nSubject: Störung an P-101',
      'paragraph: Die Pumpe läuft heiß.',
      'paragraph: Kind regards',
      'h1: Earlier',
      'paragraph: From: q@plant.example\nSubject: Earlier',
      'paragraph: It hummed.',
    ]);
    expect(files).toEqual([{ filename: 'Stoffä.txt', content: '6.5 bar' }]);
  });

  it('that is only HTML is read as a page', async () => {
    const result = await readBytes('a.eml', mail('Content-Type: text/html; charset=utf-8\r\n\r\n<script>x()</script><ul><li>Open V-1</ul>'));
    expect(outline(result).slice(1)).toEqual(['list-item: - Open V-1']);
  });

  it.each([
    ['windows-1252', 'heiss \x80 5', 'heiss € 5'],
    ['utf-7', '+AOQ-rger bei 5 +- 6', 'ärger bei 5 + 6'],
    ['viscii', 'n\xdf\xbec', 'nước'],
    ['no-such-charset', 'plain', 'plain'],
    ['utf-8', 'St\xf6rung und Öldruck zu gro\xdf'.replace('Ö', '\xd6'), 'Störung und Öldruck zu groß'],
  ])('is decoded by the charset it names, or by sight where that is wrong: %s', async (charset, bytes, shown) => {
    expect(outline(await readBytes('a.eml', text(charset, bytes))).at(-1)).toBe(`paragraph: ${shown}`);
  });

  it('leaves out signatures, and the style sheets of a page saved as a mail', async () => {
    const parts = ['Content-Type: text/html\r\n\r\n<p>Open V-1</p>', 'Content-Type: text/css\r\n\r\np{}', 'Content-Type: application/pkcs7-signature; name=smime.p7s\r\nContent-Disposition: attachment\r\n\r\nx'];
    const { result, files } = await readUnpacking('a.mht', mail(`Content-Type: multipart/related; boundary=b\r\n\r\n${parts.map((part) => `--b\r\n${part}\r\n`).join('')}--b--`));
    expect([outline(result).slice(1), files]).toEqual([['paragraph: Open V-1'], []]);
  });

  it('that is encrypted is refused with what to do', async () => {
    const error = await refusal(readBytes('a.eml', mail('Content-Type: multipart/encrypted; boundary=x\r\n\r\n--x--')));
    expect([error.code, error.message]).toEqual(['FILE_ENCRYPTED', expect.stringContaining('mail program')]);
  });

  it('nested beyond reason, or of thousands of parts, ends with a warning', async () => {
    const deep = Array.from({ length: 500 }, (_, n) => `Content-Type: multipart/mixed; boundary=b${n}\r\n\r\n--b${n}\r\n`).join('');
    expect((await readBytes('a.eml', mail(deep))).warnings).toEqual([expect.stringContaining('nested too deeply')]);
    const wide = `Content-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\n\r\nx\r\n'.repeat(50_000)}`;
    expect((await readBytes('a.eml', mail(wide))).warnings).toEqual([expect.stringContaining('too many parts')]);
  });

  it('without its boundaries, or with one that never comes, still ends', async () => {
    for (const rest of ['Content-Type: multipart/mixed\r\n\r\nlost', 'Content-Type: multipart/mixed; boundary=x\r\n\r\nnever', 'Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nloop']) {
      expect(outline(await readBytes('a.eml', mail(rest)))[0]).toContain('Störung');
    }
  });
});

describe('an Outlook message', () => {
  const sent = Date.UTC(2024, 0, 1, 9, 30);

  it('reads like any other mail, with messages in it and files', async () => {
    const msg = makeMsg({
      subject: 'Störung',
      from: 'Ngô',
      sent,
      body: 'Check the seal.\r\n'.repeat(400),
      attachments: [{ name: 'tag.txt', content: Buffer.from('P-101') }, { message: { subject: 'Earlier', from: 'Q', html: Buffer.from('<p>It hummed.</p>') } }],
    });
    const { result, files } = await readUnpacking('a.bin', msg);
    expect(result).toMatchObject({ kind: 'email', title: 'Störung', warnings: [] });
    const shown = outline(result);
    expect(shown[0]).toBe('paragraph: From: Ngô\nDate: 2024-01-01 09:30 UTC\nSubject: Störung');
    expect(shown.slice(-3)).toEqual(['h1: Earlier', expect.stringContaining('From: Q'), 'paragraph: It hummed.']);
    expect(files).toEqual([{ filename: 'tag.txt', content: 'P-101' }]);
  });

  it('that has only rich text gives what it says', async () => {
    const rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}\\pard Tighten to 45 Nm\\par gr\\'f6\\'dfer \\u8364?5\\par}";
    const head = Buffer.alloc(16);
    head.writeUInt32LE(rtf.length, 4);
    head.writeUInt32LE(0x414c454d, 8);
    const result = await readBytes('a.msg', makeMsg({ subject: 's', from: 'f', rtf: Buffer.concat([head, Buffer.from(rtf, 'latin1')]) }));
    expect(outline(result).at(-1)).toContain('Tighten to 45 Nm\ngrößer €5');
  });

  it('whose chains run in a circle is refused', async () => {
    const msg = makeMsg({ subject: 's', from: 'f', body: 'x'.repeat(9_000) });
    const table = msg.subarray(msg.length - 512);
    for (let at = 0; at < 12; at += 4) table.writeUInt32LE(0, at);
    expect((await refusal(readBytes('a.msg', msg))).code).toBe('FILE_UNREADABLE');
  });

  it('is not what other compound files are: those are named', async () => {
    expect((await refusal(readBytes('a.msg', makeCompoundFile({ WordDocument: Buffer.alloc(10) })))).message).toMatch(/old Word document/);
  });
});
