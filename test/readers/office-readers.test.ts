import { describe, expect, it } from 'vitest';
import { createChunker } from '#core/knowledge/chunking/create-chunker.ts';
import { makeDocx, makePptx, makeXlsx, wordParagraph } from '#test/fixtures/readers/make-office.ts';
import { outline, readBytes, refusal, tableOf } from './reading.ts';

const heading = '<w:pStyle w:val="berschrift1"/>';
const list = (numId: number, level = 0): string => `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="${numId}"/></w:numPr>`;
const cell = (text: string): string => `<w:tc>${wordParagraph(text)}</w:tc>`;
const row = (...cells: string[]): string => `<w:tr>${cells.map(cell).join('')}</w:tr>`;

describe('a Word document', () => {
  it('keeps headings, lists with their numbers, warnings, tables and notes', async () => {
    const body = [
      wordParagraph('Starting', heading),
      wordParagraph('Fill the boiler.', list(1)),
      wordParagraph('Check the level.', list(1)),
      wordParagraph('at the glass', list(1, 1)),
      wordParagraph('Fire it.', list(1)),
      wordParagraph('spare part', list(2)),
      wordParagraph('WARNING: never start dry.'),
      wordParagraph('Limits', '<w:pStyle w:val="Own"/>'),
      `<w:tbl>${row('Tag', 'Limit')}${row('P-101', '6.5 bar')}${row('P-102', '8 bar')}</w:tbl>`,
      '<w:p><w:del><w:r><w:delText>old</w:delText></w:r></w:del><w:r><w:t>Kept</w:t><w:tab/><w:t>text</w:t></w:r></w:p>',
    ].join('');
    const result = await readBytes('a.docx', makeDocx(body, { footnotes: `<w:footnote>${wordParagraph('See the log.')}</w:footnote>` }));
    expect(result.title).toBe('Boiler manual');
    expect(result.parts.map((part) => part.section)).toEqual(['Starting', 'Starting > Limits']);
    expect(result.outline).toEqual([{ title: 'Starting', level: 1, page: null }, { title: 'Limits', level: 2, page: null }]);
    expect(outline(result)).toEqual([
      'h1: Starting',
      'list-item: 1. Fill the boiler.',
      'list-item: 2. Check the level.',
      'list-item: a) at the glass',
      'list-item: 3. Fire it.',
      'list-item: • spare part',
      'warning: WARNING: never start dry.',
      'h2: Limits',
      'table-header: Tag | Limit',
      'table-row: P-101 | 6.5 bar',
      'table-row: P-102 | 8 bar',
      'paragraph: Kept text',
      'paragraph: See the log.',
    ]);
  });

  it('repeats cells merged downwards, leaves out deletions, and gives comments with who made them', async () => {
    const merged = (text: string, mark: string): string => `<w:tc><w:tcPr>${mark}</w:tcPr>${wordParagraph(text)}</w:tc>`;
    const body = [
      `<w:tbl>${row('Pump', 'Fault', 'Cure')}<w:tr>${merged('P-101', '<w:vMerge w:val="restart"/>')}${cell('hums')}${cell('oil')}</w:tr><w:tr>${merged('', '<w:vMerge/>')}${cell('leaks')}${cell('seal')}</w:tr></w:tbl>`,
      '<w:p><w:del><w:r><w:delText>old </w:delText></w:r></w:del><w:ins><w:r><w:t>new</w:t></w:r></w:ins></w:p>',
    ].join('');
    const comments = `<w:comment w:author="Ngô">${wordParagraph('Check the torque.')}</w:comment>`;
    const result = await readBytes('a.docx', makeDocx(body, { comments }));
    expect(outline(result)).toEqual([
      'table-row: Pump | Fault | Cure',
      'table-row: P-101 | hums | oil',
      'table-row: P-101 | leaks | seal',
      'paragraph: new',
      'paragraph: Comment by Ngô: Check the torque.',
    ]);
  });

  it('counts the steps of a list that begins again from one', async () => {
    const body = [
      wordParagraph('Open HV-111.', list(1)),
      wordParagraph('Close HV-112.', list(1)),
      wordParagraph('Lock out the motor.', list(3)),
      wordParagraph('Try to start it.', list(3)),
    ].join('');
    expect(outline(await readBytes('a.docx', makeDocx(body)))).toEqual([
      'list-item: 1. Open HV-111.',
      'list-item: 2. Close HV-112.',
      'list-item: 1. Lock out the motor.',
      'list-item: 2. Try to start it.',
    ]);
  });

  it('is read in the strict dialect of Open XML too, whatever the prefix', async () => {
    const body = '<x:p xmlns:x="http://purl.oclc.org/ooxml/wordprocessingml/main"><x:r><x:t>Strict text</x:t></x:r></x:p>';
    expect(outline(await readBytes('a.docx', makeDocx(body)))).toEqual(['paragraph: Strict text']);
  });

  it('with tables nested 3,000 deep costs neither the stack nor the text', async () => {
    const deep = `${'<w:tbl><w:tr><w:tc>'.repeat(3000)}${wordParagraph('innermost')}${'</w:tc></w:tr></w:tbl>'.repeat(3000)}`;
    expect(outline(await readBytes('a.docx', makeDocx(deep)))).toEqual(['paragraph: innermost']);
  });
});

describe('a workbook', () => {
  it('shows cells as a person sees them, with the header row found below a title', async () => {
    const data = [
      '<row r="1"><c r="A1" t="inlineStr"><is><t>Pump list</t></is></c></row>',
      '<row r="3"><c r="A3" t="s"><v>0</v></c><c r="B3" t="s"><v>1</v></c><c r="D3" t="str"><v>Share</v></c></row>',
      '<row r="4"><c r="A4" t="str"><v>P-101</v></c><c r="B4" s="1"><v>45292</v></c><c r="D4" s="2"><v>0.25</v></c></row>',
      '<row r="1048576"><c r="A1048576" t="b"><v>1</v></c><c r="B1048576"><v>79.500000000000014</v></c><c r="D1048576" t="e"><v>#N/A</v></c></row>',
    ].join('');
    const result = await readBytes('a.xlsx', makeXlsx([{ name: 'Pumps', data }, { name: 'Empty', data: '<row r="1"/>' }], ['Tag', 'Installed']));
    expect(result.pages).toBe(2);
    expect(result.parts.map((part) => part.section)).toEqual(['Pumps!A1:D1048576']);
    expect(result.outline?.map((entry) => entry.title)).toEqual(['Pumps', 'Empty']);
    expect(outline(result)).toEqual(['table-row: Pump list', 'table-header: Tag | Installed | Share', 'table-row: P-101 | 2024-01-01 | 25%', 'table-row: TRUE | 79.5 | #N/A']);
  });

  it('is cut into parts of some rows that belong to one table and say their cells', async () => {
    const rows = Array.from({ length: 450 }, (_, n) => `<row><c t="str"><v>P-${n}</v></c><c><v>${n}</v></c></row>`).join('');
    const result = await readBytes('a.xlsx', makeXlsx([{ name: 'Big', data: `<row><c t="str"><v>Tag</v></c><c t="str"><v>Bar</v></c></row>${rows}` }]));
    expect(result.parts.map((part) => part.blocks.length)).toEqual([...Array.from({ length: 11 }, () => 40), 11]);
    expect(result.parts.slice(0, 2).map((part) => part.section)).toEqual(['Big!A1:B40', 'Big!A41:B80']);
    const tables = new Set(result.parts.flatMap((part) => part.blocks.map((block) => (block.kind === 'table-row' ? block.table : -1))));
    expect(tables.size).toBe(1);
  });

  it('gives each chunk the range of its own cells', async () => {
    const rows = Array.from({ length: 39 }, (_, n) => `<row r="${n + 3}"><c r="B${n + 3}" t="str"><v>P-${n} pumps water from the river to the high tank on the hill</v></c><c r="D${n + 3}"><v>${n}</v></c></row>`).join('');
    const result = await readBytes('a.xlsx', makeXlsx([{ name: 'Big!', data: `<row r="2"><c r="B2" t="str"><v>Tag</v></c><c r="D2" t="str"><v>Bar</v></c></row>${rows}` }]));
    const chunker = createChunker();
    const chunks = result.parts.flatMap((part, index) => [...chunker.chunksOf(part, index)]);
    expect(result.parts.map(({ section }) => section)).toEqual(['Big!!B2:D41']);
    expect(chunks.length).toBeGreaterThan(2);
    let next = 2;
    for (const { section, text } of chunks) {
      const [, top, bottom] = /^Big!!B(\d+):D(\d+)$/.exec(section ?? '') ?? [];
      expect(Number(top)).toBe(next);
      expect(text.endsWith(`| ${Number(bottom) - 3}`)).toBe(true);
      next = Number(bottom) + 1;
    }
    expect(next).toBe(42);
  });

  it('shows numbers with the decimals, thousands and units that their cells show', async () => {
    const formats = ['#,##0', '#,##0.00', '0.0', '0.00%', '000', '0.0" bar"', '#,##0.00\\ "€"', '0.00;[Red]-0.00', '0.00E+00', '#,##0.0,', '# ?/?', '_-* #,##0.00_-', '$#,##0', '0"', ';;;'];
    const values = [1234567.891, 1234.5, 7, 0.12345, 7, 6.25, 1234.5, -2.345, 123456, 1234567, 0.5, 1234.5, 12500, 3, 4];
    const cells = values.map((value, at) => `<c r="${String.fromCharCode(65 + at)}1" s="${at + 3}"><v>${value}</v></c>`).join('');
    const result = await readBytes('a.xlsx', makeXlsx([{ name: 'N', data: `<row r="1">${cells}</row>` }], [], formats));
    expect(outline(result)).toEqual(['table-row: 1,234,568 | 1,234.50 | 7.0 | 12.35% | 007 | 6.3 bar | 1,234.50 € | -2.35 | 1.23E+05 | 1,234.6 | 1/2 | 1,234.50 | $12,500 | 3 | 4']);
  });
});

describe('a workbook with merged cells and hidden sheets', () => {
  it('repeats what is merged downwards in each row, and tells of the hidden', async () => {
    const cell = (at: string, text: string): string => `<c r="${at}" t="str"><v>${text}</v></c>`;
    const data = `<row r="1">${cell('A1', 'Pump')}${cell('B1', 'Fault')}</row><row r="2">${cell('A2', 'P-101')}${cell('B2', 'hums')}</row><row r="3">${cell('B3', 'leaks')}</row><row r="4">${cell('B4', 'other')}</row>`;
    const result = await readBytes('a.xlsx', makeXlsx([{ name: 'Faults', data, after: '<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>', hidden: true }]));
    expect(outline(result).slice(1)).toEqual(['table-row: P-101 | hums', 'table-row: P-101 | leaks', 'table-row: other']);
    expect(result.warnings).toEqual(['Hidden in the workbook, and read all the same: "Faults".']);
  });
});

describe('the table of a sheet', () => {
  const text = (at: string, value: string): string => `<c r="${at}" t="str"><v>${value}</v></c>`;
  const number = (at: string, value: number | string, style = 0): string => `<c r="${at}" s="${style}"><v>${value}</v></c>`;
  const energy = [
    `<row r="1">${text('B1', 'Energy 2026')}</row>`,
    `<row r="3">${text('B3', 'Day')}${text('C3', 'Line')}${text('D3', 'kWh')}${text('E3', 'Share')}${text('F3', 'Part')}${text('G3', 'Note')}</row>`,
    `<row r="4">${number('B4', 45_658, 1)}${text('C4', 'A')}<c r="D4"><f>SUM(Raw!A1:A9)</f><v>410.50000000000006</v></c>${number('E4', 0.25, 2)}${number('F4', 7, 3)}</row>`,
    '<row r="5"/>',
    `<row r="6"><c r="D6"><f>D4*2</f></c>${text('C6', ' ')}</row>`,
    `<row r="7">${number('B7', 45_689, 1)}<c r="D7"><v>398</v></c>${number('E7', 0.5, 2)}${number('F7', 131, 3)}<c r="G7" t="e"><v>#N/A</v></c></row>`,
    `<row r="8">${number('B8', 45_717.25, 4)}${text('C8', 'B')}${number('D8', '1.2E3')}</row>`,
  ].join('');
  const book = makeXlsx([
    { name: 'Old', data: `<row r="1">${text('A1', 'x')}</row>`, hidden: true },
    { name: 'Energy', data: energy, after: '<mergeCells count="1"><mergeCell ref="C4:C7"/></mergeCells>' },
    { name: 'Bare', data: `<row r="1">${number('A1', 1)}${number('B1', 2)}</row><row r="2">${number('A2', 3)}</row>` },
    { name: 'Nothing', data: '' },
  ], [], ['0000', 'yyyy-mm-dd hh:mm']);

  it('has dates in ISO, numbers as numbers, what formulas gave, what is merged in each row, and no empty rows or columns', async () => {
    expect(await tableOf('energy.xlsx', book)).toEqual({
      known: ['Day', 'Line', 'kWh', 'Share', 'Part', 'Note'], columns: ['Day', 'Line', 'kWh', 'Share', 'Part', 'Note'], total: 3,
      rows: [['2025-01-01', 'A', 410.5, 0.25, '0007', null], ['2025-02-01', 'A', 398, 0.5, '0131', '#N/A'], ['2025-03-01 06:00', 'B', 1200, null, null, null]],
      above: ['Energy 2026'], sheet: 'Energy', sheets: ['Old', 'Energy', 'Bare', 'Nothing'],
    });
    expect(await tableOf('energy.xlsx', book, { columns: ['kwh', 'day'], holding: { column: 'line', text: 'a' }, from: 1, most: 1 })).toMatchObject({ columns: ['kWh', 'Day'], rows: [[398, '2025-02-01']], total: 2 });
  });

  it('is that of any sheet by its name, hidden or without a row that names the columns', async () => {
    expect(await tableOf('energy.xlsx', book, { sheet: ' bare ' })).toMatchObject({ sheet: 'Bare', known: ['Column 1', 'Column 2'], rows: [[1, 2], [3, null]] });
    expect(await tableOf('energy.xlsx', book, { sheet: 'Old' })).toMatchObject({ rows: [['x']] });
    expect(await tableOf('energy.xlsx', book, { sheet: 'Nothing' })).toMatchObject({ known: [], rows: [], total: 0 });
  });

  it('says what there is where there is not what was asked for', async () => {
    expect((await refusal(tableOf('energy.xlsx', book, { sheet: 'Water' }))).message).toBe('There is no sheet "Water". There are: Old, Energy, Bare, Nothing.');
    expect((await refusal(tableOf('energy.xlsx', book, { columns: ['bar'] }))).message).toContain('There are: Day, Line, kWh');
    expect((await refusal(tableOf('energy.csv', 'Day;kWh\n1;2\n', { sheet: 'Energy' }))).message).toContain('has no sheets');
    expect((await refusal(tableOf('energy.txt', 'Energy is used.'))).message).toContain('neither a file of separated values (CSV) nor a workbook (XLSX)');
  });
});

describe('a presentation', () => {
  it('gives one part a slide, in the order shown, with its notes', async () => {
    const result = await readBytes('a.pptx', makePptx([{ title: 'First', body: ['one', 'two'], notes: 'Say hello.' }, { title: 'Second', body: ['alone'] }]));
    expect(result.parts.map((part) => part.page)).toEqual([1, 2]);
    expect(result.outline).toEqual([{ title: 'First', level: 1, page: 1 }, { title: 'Second', level: 1, page: 2 }]);
    expect(outline(result)).toEqual(['h1: First', 'list-item: • one', 'list-item: • two', 'paragraph: Notes: Say hello.', 'h1: Second', 'paragraph: alone']);
  });

  it('reads shapes from the top left, wherever they were drawn in the file', async () => {
    const box = (text: string, x: number, y: number): string => `<p:sp><p:spPr><a:xfrm><a:off x="${x}" y="${y}"/><a:ext cx="9" cy="9"/></a:xfrm></p:spPr><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
    const group = `<p:grpSp><p:grpSpPr><a:xfrm><a:off x="0" y="4000000"/><a:ext cx="2000" cy="2000"/><a:chOff x="100" y="100"/><a:chExt cx="1000" cy="1000"/></a:xfrm></p:grpSpPr>${box('grouped', 100, 100)}</p:grpSp>`;
    const shapes = [box('last', 0, 5_000_000), group, box('right', 6_000_000, 2_050_000), box('left', 100, 2_100_000)].join('');
    expect(outline(await readBytes('a.pptx', makePptx([{ title: 'T', body: [], shapes }])))).toEqual(['h1: T', 'paragraph: left', 'paragraph: right', 'paragraph: grouped', 'paragraph: last']);
  });

  it('puts placeholders where their layout has them', async () => {
    const fill = (text: string, index: number): string => `<p:sp><p:nvSpPr><p:nvPr><p:ph idx="${index}"/></p:nvPr></p:nvSpPr><p:spPr/><p:txBody><a:p><a:r><a:t>${text}</a:t></a:r></a:p></p:txBody></p:sp>`;
    const slot = (index: number, y: number): string => `<p:sp><p:nvSpPr><p:nvPr><p:ph idx="${index}"/></p:nvPr></p:nvSpPr><p:spPr><a:xfrm><a:off x="0" y="${y}"/></a:xfrm></p:spPr></p:sp>`;
    const content = `<p:sldLayout xmlns:a="a" xmlns:p="p">${slot(1, 3_000_000)}${slot(2, 1_000_000)}</p:sldLayout>`;
    const parts = [{ id: 'l', type: 'slideLayout', name: 'slideLayouts/l.xml', content }];
    expect(outline(await readBytes('a.pptx', makePptx([{ title: 'T', body: [], shapes: fill('lower', 1) + fill('upper', 2), parts }])))).toEqual(['h1: T', 'paragraph: upper', 'paragraph: lower']);
  });

  it('reads what charts and SmartArt say; a damaged chart does not cost the slide', async () => {
    const text = (value: string): string => `<a:p><a:r><a:t>${value}</a:t></a:r></a:p>`;
    const cache = (values: (string | number)[], code = 'General'): string => `<c:numCache><c:formatCode>${code}</c:formatCode>${values.map((value, at) => `<c:pt idx="${at}"><c:v>${value}</c:v></c:pt>`).join('')}</c:numCache>`;
    const series = (name: string, values: number[]): string => `<c:ser><c:tx><c:strRef><c:strCache><c:pt idx="0"><c:v>${name}</c:v></c:pt></c:strCache></c:strRef></c:tx><c:cat><c:strRef>${cache(['May', 'June'])}</c:strRef></c:cat><c:val><c:numRef>${cache(values, '#,##0.0')}</c:numRef></c:val></c:ser>`;
    const chart = `<c:chartSpace xmlns:c="c" xmlns:a="a"><c:chart><c:title><c:tx><c:rich>${text('Steam use')}</c:rich></c:tx></c:title><c:plotArea><c:barChart>${series('Line 1', [1200, 1350.5])}${series('Line 2', [800, 790])}</c:barChart><c:valAx><c:title><c:tx><c:rich>${text('t per month')}</c:rich></c:tx></c:title></c:valAx></c:plotArea></c:chart></c:chartSpace>`;
    const diagram = `<dgm:dataModel xmlns:dgm="d" xmlns:a="a"><dgm:ptLst><dgm:pt><dgm:t>${text('Isolate')}</dgm:t></dgm:pt><dgm:pt type="pres"><dgm:t>${text('drawn')}</dgm:t></dgm:pt><dgm:pt><dgm:t>${text('Lock out')}</dgm:t></dgm:pt></dgm:ptLst></dgm:dataModel>`;
    const frame = (inside: string, y: number): string => `<p:graphicFrame><p:xfrm><a:off x="0" y="${y}"/></p:xfrm><a:graphic xmlns:c="c" xmlns:dgm="d" xmlns:r="r"><a:graphicData>${inside}</a:graphicData></a:graphic></p:graphicFrame>`;
    const shapes = [frame('<dgm:relIds r:dm="d1"/>', 900_000), frame('<c:chart r:id="c1"/>', 100_000), frame('<c:chart r:id="c2"/>', 5_000), frame('<c:chart r:id="nowhere"/>', 5_000)].join('');
    const parts = [
      { id: 'c1', type: 'chart', name: 'charts/chart1.xml', content: chart },
      { id: 'c2', type: 'chart', name: 'charts/chart2.xml', content: '<c:chartSpace><c:chart>' },
      { id: 'd1', type: 'diagramData', name: 'diagrams/data1.xml', content: diagram },
    ];
    expect(outline(await readBytes('a.pptx', makePptx([{ title: 'T', body: [], shapes, parts }])))).toEqual([
      'h1: T', 'paragraph: Chart: Steam use; t per month', 'table-header: Line 1 | Line 2', 'table-row: May | 1,200.0 | 800.0', 'table-row: June | 1,350.5 | 790.0', 'list-item: • Isolate', 'list-item: • Lock out',
    ]);
  });
});
