import { expect, test } from 'vitest';
import { describedByName } from './revision-from-name.ts';

test.each([
  ['P-101 datasheet Rev C.pdf', 'C', 'datasheet'],
  ['pump_manual_rev_02.docx', '02', 'manual'],
  ['SOP-114-R1.pdf', '1', 'procedure'],
  ['Startup procedure v2.1.md', '2.1', 'procedure'],
  ['P&ID unit 300 (Revision 4).pdf', '4', 'pid'],
  ['Revision B2 Datenblatt.pdf', 'B2', 'datasheet'],
  ['Quy trình vận hành Rev.3.pdf', '3', 'procedure'],
])('%s says revision %s and type %s', (name, revision, type) => {
  expect(describedByName(name)).toEqual({ revision, type });
});

test.each(['reverse osmosis.pdf', 'R-101 vessel.pdf', 'preview.pdf', 'V-101.md', 'valve V3.pdf', 'reactor R1 drawing.pdf', 'LV 3 panel.pdf', 'review 2.pdf', 'manual of procedures.pdf', 'stairwell.txt', 'pump-P101.pdf'])(
  '%s says nothing for certain',
  (name) => {
    const { revision, type } = describedByName(name);
    expect({ revision, type }).toEqual({ revision: null, type: null });
  },
);

test('a name that says two different things says nothing', () => {
  expect(describedByName('manual rev B v2.pdf')).toEqual({ revision: null, type: 'manual' });
});
