import { expect, test } from 'vitest';
import type { Passage } from '#shared/contract/passages.ts';
import { excerptFor } from './excerpt.ts';

const STEPS = `3. Take the pump P-101A off its base and pull out the impeller with its nut.
4. Clean the impeller of the pump and look at the nut.
5. Lay the impeller aside.
6. Draw off the worn seal and its spring. Wipe the shaft and look for scores along its length before anything is fitted to it again, since a scored shaft wears out every seal within days.
9. Fit the key, the impeller and a new impeller nut seal. Tighten the nut to 55 N·m.`;

function passage(text: string): Passage {
  return {
    chunkId: '00000000-0000-4000-8000-000000000001', page: 4, section: 'Repair', text, score: 1, label: 'internal', matches: [],
    document: { id: '00000000-0000-4000-8000-000000000002', filename: 'pump.pdf', revision: null, standing: 'in-force', since: null, supersededBy: null },
    span: { part: 3, start: 100, end: 100 + text.length, page: 4, boxes: null }, scores: { text: null, vector: null, fused: null, rerank: null },
  };
}

test('a question for a quantity is answered with the sentence that holds one', () => {
  const { quote, span } = excerptFor(passage(STEPS), 'What is the torque of the impeller nut of pump P-101A?', 100);
  expect(quote).toContain('55 N·m');
  expect(STEPS.slice(span.start - 100, span.end - 100)).toBe(quote);
});

test('a question how to do something is answered with what shares its words', () => {
  expect(excerptFor(passage(STEPS), 'How do I pull out the impeller of pump P-101A?', 20).quote).toContain('pull out the impeller');
});

test('a row of a table is about what its columns are called, and a row that calls them anew is no better for it', () => {
  const table = `Pressures are gauge.

Item | V-101 | PSV-102
Type | Slam-shut valve | Full-lift safety valve, open bonnet
Maker | Ostvik | Kaldera
Serial number | 30418 | 118822
Rating | DN 80 | DN 40
Material | cast steel | cast steel
Set pressure | closes at 12 bar, rising | opens at 13.5 bar
Reset or reseat pressure | reset by hand below 10.5 bar | reseats at 12.2 bar
Closing time | at most 2 s | at most 1 s
Item | V-101 | PSV-102
Flow | Kv 95 m³/h | 6 700 kg/h`;
  expect(excerptFor(passage(table), 'At what pressure does the safety valve PSV-102 open?', 20).quote).toBe('Set pressure | closes at 12 bar, rising | opens at 13.5 bar');
});
