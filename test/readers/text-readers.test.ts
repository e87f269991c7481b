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
