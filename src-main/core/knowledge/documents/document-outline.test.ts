import { expect, test } from 'vitest';
import { entriesOf } from './document-outline.ts';

test('headings of paths become entries once each, in order, with the place they were first seen at', () => {
  const at = (section: string, part: number) => ({ section, page: part + 1, part });
  expect(entriesOf([at('Pump', 0), at('Pump > Safety', 1), at('Pump > Care > Oil', 2), at('Valve > Safety', 5)])).toEqual([
    { title: 'Pump', level: 1, page: 1, part: 0 },
    { title: 'Safety', level: 2, page: 2, part: 1 },
    { title: 'Care', level: 2, page: 3, part: 2 },
    { title: 'Oil', level: 3, page: 3, part: 2 },
    { title: 'Valve', level: 1, page: 6, part: 5 },
    { title: 'Safety', level: 2, page: 6, part: 5 },
  ]);
});
