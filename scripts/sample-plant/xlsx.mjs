import { contentTypes, coreProperties, CORE_TYPE, escapeXml, relationships, ROOT_CORE, XML, zipParts } from './ooxml.mjs';

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const DAY = 86_400_000;
const STYLE = { text: 0, title: 1, header: 2, date: 3, wrapped: 4 };

/** A workbook with shared strings, real dates and numbers, a styled header row that stays in view, and column widths. */
export function sheetsToXlsx({ title, sheets }) {
  const strings = [];
  const parts = sheets.map((sheet) => worksheet(sheet, strings));
  const names = sheets.map((sheet, index) => `<sheet name="${escapeXml(sheet.name)}" sheetId="${index + 1}" r:id="rId${index + 1}"/>`).join('');
  return zipParts({
    '[Content_Types].xml': contentTypes([
      ['/xl/workbook.xml', `${TYPE}.sheet.main+xml`], ['/xl/styles.xml', `${TYPE}.styles+xml`],
      ['/xl/sharedStrings.xml', `${TYPE}.sharedStrings+xml`], ['/docProps/core.xml', CORE_TYPE],
      ...parts.map((_, index) => [`/xl/worksheets/sheet${index + 1}.xml`, `${TYPE}.worksheet+xml`]),
    ]),
    '_rels/.rels': relationships([['xl/workbook.xml', 'officeDocument']]).replace('</Relationships>', `${ROOT_CORE}</Relationships>`),
    'docProps/core.xml': coreProperties(title),
    'xl/_rels/workbook.xml.rels': relationships([
      ...parts.map((_, index) => [`worksheets/sheet${index + 1}.xml`, 'worksheet']), ['styles.xml', 'styles'], ['sharedStrings.xml', 'sharedStrings'],
    ]),
    'xl/workbook.xml': `${XML}<workbook xmlns="${MAIN}" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>${names}</sheets></workbook>`,
    'xl/styles.xml': styles(),
    'xl/sharedStrings.xml': `${XML}<sst xmlns="${MAIN}" uniqueCount="${strings.length}">${strings.map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('')}</sst>`,
    ...Object.fromEntries(parts.map((part, index) => [`xl/worksheets/sheet${index + 1}.xml`, part])),
  });
}

function worksheet({ rows, widths, header }, strings) {
  const columns = widths.map((width, index) => `<col min="${index + 1}" max="${index + 1}" width="${width}" customWidth="1"/>`).join('');
  const data = rows.map((cells, index) => {
    const at = index + 1;
    return `<row r="${at}">${cells.map((value, column) => cell(value, `${letter(column)}${at}`, kindOf(at, header, cells), strings)).join('')}</row>`;
  });
  const view = `<sheetViews><sheetView workbookViewId="0"><pane ySplit="${header}" topLeftCell="A${header + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`;
  return `${XML}<worksheet xmlns="${MAIN}">${view}<cols>${columns}</cols><sheetData>${data.join('')}</sheetData></worksheet>`;
}

function kindOf(row, header, cells) {
  if (row === 1) return 'title';
  if (row === header) return 'header';
  return cells.length > 1 ? 'wrapped' : 'text';
}

function cell(value, at, kind, strings) {
  if (value === '') return '';
  if (typeof value === 'number') return `<c r="${at}"><v>${value}</v></c>`;
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return `<c r="${at}" s="${STYLE.date}"><v>${serialDate(value)}</v></c>`;
  let index = strings.indexOf(value);
  if (index < 0) index = strings.push(value) - 1;
  return `<c r="${at}" t="s" s="${STYLE[kind]}"><v>${index}</v></c>`;
}

// Day 1 of a workbook is 1900-01-01, and 1900 counts as a leap year there, hence the 30th of December.
function serialDate(text) {
  return (Date.parse(`${text}T00:00:00Z`) - Date.UTC(1899, 11, 30)) / DAY;
}

function letter(column) {
  return String.fromCharCode(65 + column);
}

function styles() {
  const fonts = ['<sz val="10"/><name val="Arial"/>', '<b/><sz val="13"/><name val="Arial"/>', '<b/><sz val="10"/><name val="Arial"/>'];
  const edge = ['left', 'right', 'top', 'bottom'].map((side) => `<${side} style="thin"><color rgb="FF7D8998"/></${side}>`).join('');
  const wrap = '<alignment vertical="top" wrapText="1"/>';
  return `${XML}<styleSheet xmlns="${MAIN}"><numFmts count="1"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="3">${fonts.map((font) => `<font>${font}</font>`).join('')}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor rgb="FFE4E9EF"/></patternFill></fill></fills><borders count="2"><border/><border>${edge}</border></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf/><xf fontId="1" applyFont="1"/><xf fontId="2" fillId="2" borderId="1" applyFont="1" applyFill="1" applyBorder="1" applyAlignment="1">${wrap}</xf><xf numFmtId="164" borderId="1" applyNumberFormat="1" applyBorder="1"/><xf borderId="1" applyBorder="1" applyAlignment="1">${wrap}</xf></cellXfs></styleSheet>`;
}
