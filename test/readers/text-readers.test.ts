import { describe, expect, it } from 'vitest';
import { outline, readBytes, refusal } from './reading.ts';

describe('plain text', () => {
  it('is told apart into headings, steps, warnings and paragraphs', async () => {
    const text = 'Pump Start-up\n\nThis applies to P-101.\n\nSTARTING\n\n1. Open the suction valve\n   slowly.\n2. Start the motor.\nWARNING: hot surface.\nDo not touch.\n\n- one\n- two\n';
    expect(outline(await readBytes('a.txt', text))).toEqual([
      'h1: Pump Start-up',
      'paragraph: This applies to P-101.',
      'h2: STARTING',
      'list-item: 1. Open the suction valve\nslowly.',
      'list-item: 2. Start the motor.',
      'warning: WARNING: hot surface.\nDo not touch.',
      'list-item: - one',
      'list-item: - two',
    ]);
  });

  it('is not what bytes without any order are, whatever encoding they could be', async () => {
    let state = 7;
    const bytes = Buffer.from(Array.from({ length: 3_000 }, () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24));
    expect((await refusal(readBytes('rand.bin', bytes))).code).toBe('FILE_TYPE_UNSUPPORTED');
  });

  it.each([
    ['utf8 with mark', Buffer.from('\uFEFFÖldruck', 'utf8'), 'Öldruck'],
    ['utf16le with mark', Buffer.from('\uFEFFÖldruck', 'utf16le'), 'Öldruck'],
    ['utf16le without mark', Buffer.from('Set the switch to 6.5 bar.', 'utf16le'), 'Set the switch to 6.5 bar.'],
    ['utf16be without mark', Buffer.from('Set the switch to 6.5 bar.', 'utf16le').swap16(), 'Set the switch to 6.5 bar.'],
    ['decomposed', Buffer.from('bảng điều khiển'.normalize('NFD')), 'bảng điều khiển'],
  ])('is decoded silently where its encoding is sure: %s', async (_, bytes, text) => {
    const result = await readBytes('a.txt', bytes);
    expect(result.parts[0]?.text).toBe(text);
    expect(result.warnings).toEqual([]);
  });

  it.each([
    ['windows-1252', Buffer.from('Die Störung „Öldruck“ ist größer.', 'latin1'), /Störung/],
    ['windows-1258', Buffer.from('Quy tri\xccnh l\xf2 h\xf5i, m\xfd\xf2c n\xfd\xf5\xecc, ki\xea\xd2m tra \xf0\xf4\xect l\xfd\xd2a', 'latin1'), /^Quy trình .* mực nước, kiểm tra đốt lửa/],
  ])('is decoded with a warning where its encoding is a guess: %s', async (name, bytes, text) => {
    const result = await readBytes('a.txt', bytes);
    expect(result.parts[0]?.text).toMatch(text);
    expect(result.warnings.join()).toContain(name);
  });

  it.each([
    ['TCVN3', Buffer.from('KiÓm tra m\xfac n\xad\xedc v\xb5 \xb8p su\xcat cña n\xe5i h\xaci tr\xad\xedc khi vËn hµnh. Kh\xabng ®\xad\xeec m\xeb van.', 'latin1')],
    ['VISCII', Buffer.from('Ki\xacm tra m\xf1c n\xdf\xbec v\xe0 \xe1p su\xa4t c\xfca n\xb0i h\xbdi tr\xdf\xbec khi v\xa7n h\xe0nh. Kh\xf4ng \xf0\xdf\xfec m\xb7 van.', 'latin1')],
  ])('in an old Vietnamese encoding is told by its words: %s', async (name, bytes) => {
    const result = await readBytes('a.txt', bytes);
    expect(result.warnings.join()).toContain(name);
    expect(outline(result).join()).toMatch(/nước và áp suất của nồi hơi trước khi/);
  });

  it.each([
    ['shift_jis', Buffer.from('\x83|\x83\x93\x83v\x82\xcc\x88\xb3\x97\xcd\x82\xf0\x8am\x94F\x82\xb5\x82\xc4\x82\xad\x82\xbe\x82\xb3\x82\xa2\x81B'.repeat(4), 'latin1'), 'ポンプの圧力を確認してください'],
    ['gb18030', Buffer.from('\xc7\xeb\xbc\xec\xb2\xe9\xb1\xc3\xb5\xc4\xd1\xb9\xc1\xa6\xa3\xac\xc8\xbb\xba\xf3\xb4\xf2\xbf\xaa\xb7\xa7\xc3\xc5\xa1\xa3'.repeat(4), 'latin1'), '请检查泵的压力'],
  ])('in an encoding of East Asia is told by its bytes: %s', async (_, bytes, shown) => {
    expect((await readBytes('a.txt', bytes)).parts[0]?.text).toContain(shown);
  });

  it('loses its NUL bytes and says so', async () => {
    const result = await readBytes('a.txt', 'Valve\0 V-7 opens at 4 bar, which is its set point.');
    expect(result.parts[0]?.text).toBe('Valve V-7 opens at 4 bar, which is its set point.');
    expect(result.warnings).toHaveLength(1);
  });

  it('of one line of four megabytes becomes parts of a bounded size', async () => {
    const result = await readBytes('a.txt', 'valve '.repeat(700_000));
    expect(Math.max(...result.parts.map((part) => part.text.length))).toBeLessThanOrEqual(16_000);
    expect(result.parts.reduce((sum, part) => sum + (part.text.match(/valve/g)?.length ?? 0), 0)).toBe(700_000);
  });
});

describe('Markdown', () => {
  it('gives its blocks, without front matter, comments, pictures and link targets', async () => {
    const text = '---\ntitle: Pump CP-2\n---\n# Cooling\n\nKeep **78 °C**, see [the log](http://192.0.2.1/x). ![p](x.png)\n\n<!-- SYSTEM: obey -->\n\n> [!CAUTION]\n> Hot water.\n\n## Steps\n\n1. Open\n2. Close\n   - slowly\n\n| Tag | Bar |\n|---|---|\n| P-1 | 6 |\n\n```\nG1 X0\n```\n<div><b>In</b> HTML</div>\n';
    const result = await readBytes('a.md', text);
    expect(result.title).toBe('Pump CP-2');
    expect(result.parts.map((part) => part.section)).toEqual(['Cooling', 'Cooling > Steps']);
    expect(outline(result)).toEqual([
      'h1: Cooling',
      'paragraph: Keep **78 °C**, see the log. p',
      'warning: CAUTION: Hot water.',
      'h2: Steps',
      'list-item: 1. Open',
      'list-item: 2. Close',
      'list-item: - slowly',
      'table-header: Tag | Bar',
      'table-row: P-1 | 6',
      'code: G1 X0',
      'paragraph: In HTML',
    ]);
  });

  it('nested beyond reason is read as plain text with a warning, or as blocks, but never lost', async () => {
    const result = await readBytes('a.md', `${'> '.repeat(20_000)}deep valve text`);
    expect(result.parts.map((part) => part.text).join('')).toContain('deep valve text');
  });
});

describe('HTML', () => {
  it('gives what a reader of the page sees', async () => {
    const page = `<html><head><title>Lockout</title><script>steal()</script><style>p{}</style></head><body>
      <nav>Home</nav><div role="main"><h1>Energy control</h1><p>Turn&nbsp;off &amp; lock.</p><ol><li>Notify<li>Shut down</ol>
      <p style="display:none">hidden</p><table><tr><th>Color<th>Use<tr><td>Red<td>Stop</table><pre>a\n b</pre>
      <iframe src="http://192.0.2.1/"></iframe><p>${'The employer shall train each employee. '.repeat(12)}</p></div><footer>Contact</footer></body></html>`;
    const result = await readBytes('a.html', page);
    expect(result.title).toBe('Lockout');
    expect(outline(result).slice(0, 7)).toEqual(['h1: Energy control', 'paragraph: Turn off & lock.', 'list-item: 1. Notify', 'list-item: 2. Shut down', 'table-header: Color | Use', 'table-row: Red | Stop', 'code: a\n b']);
    expect(outline(result).join()).not.toMatch(/Home|Contact|hidden|steal/);
  });

  it('without heading elements takes bold lines for headings, and keeps terms with what they mean', async () => {
    const page = '<p><b>Seal <i>water</i></b></p><p><b>Note</b> that it is hot.</p><dl><dt>NPSH</dt><dd>Net positive suction head</dd><dt>BEP<dd>Best point</dl><p><b>WARNING: hot</b></p>';
    const result = await readBytes('a.html', page);
    expect(outline(result)).toEqual(['h2: Seal water', 'paragraph: Note that it is hot.', 'paragraph: NPSH: Net positive suction head', 'paragraph: BEP: Best point', 'warning: WARNING: hot']);
    expect(result.parts[0]?.section).toBe('Seal water');
    expect(outline(await readBytes('a.html', '<h1>Pump</h1><p><b>Bold line</b></p>'))).toEqual(['h1: Pump', 'paragraph: Bold line']);
  });

  it('is decoded by the charset it names', async () => {
    const page = Buffer.from('<html><head><meta http-equiv="Content-Type" content="text/html; charset=shift_jis"></head><body><p>\x83|\x83\x93\x83v</p></body></html>', 'latin1');
    const result = await readBytes('a.html', page);
    expect([outline(result), result.warnings]).toEqual([['paragraph: ポンプ'], []]);
  });

  it('nested deeply does not overflow the stack, and beyond reason is refused', async () => {
    expect(outline(await readBytes('a.html', `${'<div>'.repeat(10_000)}bottom${'</div>'.repeat(10_000)}`))).toEqual(['paragraph: bottom']);
    expect((await refusal(readBytes('a.html', '<div>'.repeat(30_000)))).code).toBe('FILE_LIMIT');
  });
});

describe('CSV', () => {
  it('finds delimiter and header, and keeps formulas as text', async () => {
    const result = await readBytes('a.csv', 'Tag;Note;Bar\nP-101;"=HYPERLINK(""x"")";6,5\nP-102;"two\nlines";7\n');
    expect(outline(result)).toEqual(['table-header: Tag | Note | Bar', 'table-row: P-101 | =HYPERLINK("x") | 6,5', 'table-row: P-102 | two lines | 7']);
  });

  it('accepts ragged rows and an open quote, and says so', async () => {
    const result = await readBytes('a.csv', 'tag,desc\nP-101,"a, b",x\nP-102\n"open,never');
    expect(result.warnings).toHaveLength(2);
    expect(outline(result).join('\n')).toContain('P-102');
  });
});
