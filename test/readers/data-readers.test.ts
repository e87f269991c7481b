import { describe, expect, it } from 'vitest';
import { outline, readBytes, refusal } from './reading.ts';

describe('JSON', () => {
  it('becomes lines, sections under their keys, and tables with a header', async () => {
    const data = {
      name: 'Pump list',
      site: { city: 'Hanoi', area: 3 },
      pumps: [{ tag: 'P-1', motor: { kw: 3 } }, { tag: 'P-2', motor: { kw: 5 }, note: 'spare' }],
      limits: { seal: { steps: [{ name: 'First', checks: [{ a: 1, of: [{ b: 2 }] }] }, { name: 'Second', checks: [] }] } },
      codes: ['E1', 'E2'],
    };
    const result = await readBytes('data.txt', JSON.stringify(data));
    expect(result).toMatchObject({ kind: 'json', title: 'Pump list', warnings: [] });
    expect(outline(result).slice(0, 8)).toEqual([
      'paragraph: name: Pump list\nsite.city: Hanoi\nsite.area: 3\ncodes: E1, E2',
      'h1: pumps',
      'table-header: tag | motor.kw | note',
      'table-row: P-1 | 3 | –',
      'table-row: P-2 | 5 | spare',
      'h1: limits',
      'h2: seal',
      'h3: steps',
    ]);
    const [deep] = result.parts.filter((part) => part.section === 'limits > seal > steps > First > checks > checks 1');
    expect(deep?.text).toContain('a: 1\n\nof.1.b: 2');
  });

  it('of one value a line is a table', async () => {
    expect(outline(await readBytes('log.jsonl', '{"t":1,"code":"E1"}\n{"t":2,"code":"E2"}\n'))).toEqual(['table-header: t | code', 'table-row: 1 | E1', 'table-row: 2 | E2']);
  });

  it('that is broken is read as text, and says so', async () => {
    const result = await readBytes('a.json', '{"valve": "V-7", ');
    expect(result).toMatchObject({ kind: 'text', warnings: [expect.stringContaining('no well-formed JSON')] });
  });

  it.each([
    ['lists', `${'['.repeat(200_000)}${']'.repeat(200_000)}`],
    ['objects', `${'{"a":'.repeat(200_000)}1${'}'.repeat(200_000)}`],
  ])('nested beyond reason ends with a warning: %s', async (_, json) => {
    expect((await readBytes('a.json', json)).warnings.join()).toMatch(/nested too deeply/);
  });
});

describe('XML', () => {
  it('becomes sections, steps, warnings and tables, whatever its vocabulary', async () => {
    const xml =
      '<?xml version="1.0"?><!DOCTYPE manual SYSTEM "http://192.0.2.1/m.dtd"><m:manual xmlns:m="urn:m"><title>Pump</title><section><title>Start</title><para>Open <b>V-1</b>.</para><warning><para>Hot.</para></warning><procedure><step><cmd>Fill.</cmd></step><step><cmd>Vent.</cmd></step></procedure></section><pumps><pump tag="P-1"><bar>6</bar></pump><pump tag="P-2"><bar unit="psi">7</bar></pump></pumps><flow unit="l/s">3</flow></m:manual>';
    const result = await readBytes('a.txt', xml);
    expect(result).toMatchObject({ kind: 'xml', title: 'Pump', warnings: [] });
    expect(outline(result)).toEqual([
      'h1: Pump',
      'h2: Start',
      'paragraph: Open V-1.',
      'warning: WARNING: Hot.',
      'list-item: 1. Fill.',
      'list-item: 2. Vent.',
      'h2: pumps',
      'table-header: tag | bar | bar.unit',
      'table-row: P-1 | 6 | –',
      'table-row: P-2 | 7 | psi',
      'paragraph: flow (unit: l/s): 3',
    ]);
  });

  it('that declares entities is refused, and nothing outside is opened', async () => {
    const laughs = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;">]><l>&b;</l>';
    expect((await refusal(readBytes('a.xml', laughs))).message).toMatch(/declares its own XML entities/);
    const outside = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><l>&a;</l>';
    expect((await refusal(readBytes('a.xml', outside))).code).toBe('FILE_UNREADABLE');
  });

  it('that is not well-formed is read as far as it makes sense, with a warning', async () => {
    const result = await readBytes('a.xml', '<?xml version="1.0"?><log><entry>Valve V-7 stuck</entry><entry>Second & last');
    expect(outline(result).join()).toContain('Valve V-7 stuck');
    expect(result.warnings).toEqual([expect.stringContaining('not well-formed')]);
  });

  it('is decoded by the encoding it declares', async () => {
    const result = await readBytes('a.xml', Buffer.from('<?xml version="1.0" encoding="koi8-r"?><a><b>\xce\xc1\xd3\xcf\xd3</b></a>', 'latin1'));
    expect(outline(result).at(-1)).toBe('paragraph: b: насос');
    expect(result.warnings).toEqual([]);
  });

  it('nested deeply keeps its text', async () => {
    expect(outline(await readBytes('a.xml', `${'<a>'.repeat(5_000)}bottom${'</a>'.repeat(5_000)}`)).at(-1)).toContain('bottom');
    expect((await refusal(readBytes('a.xml', '<a>'.repeat(30_000)))).code).toBe('FILE_UNREADABLE');
  });
});
