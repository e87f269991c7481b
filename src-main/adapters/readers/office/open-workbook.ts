import { limitError } from '#adapters/readers/limit-error.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { type CellFormat, formatNumberCell, readCellFormats } from './cell-format.ts';
import { readRelationships } from './relationships.ts';
import { readSharedStrings } from './shared-strings.ts';
import type { CellValue } from './sheet-handler.ts';
import { parseXml } from './xml-pass.ts';
import { damaged, type ZipArchive } from './zip-archive.ts';

export interface Sheet {
  name: string;
  /** Its part of the archive, which may be missing. */
  target: string;
  hidden: boolean;
}

/** A workbook whose sheets are not read yet. */
export interface Workbook {
  sheets: Sheet[];
  /** As a sheet in English shows it, but dates and times in ISO 8601. */
  textOf(cell: CellValue): string;
  /** Null for text, for dates and times, and for numbers that are shown with zeros before them, as those of parts are. */
  numberOf(cell: CellValue): number | null;
}

const NUMBERED = /^0{2,}$/;

/** What all sheets of a workbook share (ECMA-376 part 1, 18.2). Throws `FILE_LIMIT`, `FILE_UNREADABLE`. */
export async function openWorkbook(archive: ZipArchive, limits: ReaderLimits): Promise<Workbook> {
  const main = archive.names().find((name) => /^xl\/workbook\d*\.xml$/i.test(name)) ?? 'xl/workbook.xml';
  const { sheets, date1904, strings: stringsPart, styles } = readContents(archive, main);
  const strings = await readSharedStrings(archive, stringsPart, limits);
  const formats = readCellFormats(archive, styles);
  if (sheets.length > limits.pages) throw limitError('sheets', limits.pages);
  const formatOf = ({ style }: CellValue): CellFormat => formats[style] ?? 'general';
  return {
    sheets,
    textOf(cell) {
      if (cell.type === 's') return strings[Number(cell.raw)] ?? '';
      if (cell.type === 'b') return cell.raw === '1' ? 'TRUE' : 'FALSE';
      if (cell.type === 'n') return formatNumberCell(cell.raw, formatOf(cell), date1904);
      return cell.raw;
    },
    numberOf(cell) {
      const format = formatOf(cell);
      const value = Number(cell.raw);
      if (cell.type !== 'n' || cell.raw.trim() === '' || !Number.isFinite(value)) return null;
      if (format !== 'general' && (typeof format === 'string' || NUMBERED.test(format.code))) return null;
      return Number(value.toPrecision(15));
    },
  };
}

interface Contents {
  sheets: Sheet[];
  date1904: boolean;
  strings: string;
  styles: string;
}

function readContents(archive: ZipArchive, main: string): Contents {
  const related = readRelationships(archive, main);
  const part = (type: string, usual: string): string => [...related.values()].find((one) => one.type === type)?.target ?? usual;
  const book: Contents = { sheets: [], date1904: false, strings: part('sharedStrings', 'xl/sharedStrings.xml'), styles: part('styles', 'xl/styles.xml') };
  parseXml(archive.read(main), {
    open(name, attributes) {
      if (name === 'workbookPr') book.date1904 = attributes['date1904'] === '1' || attributes['date1904'] === 'true';
      if (name !== 'sheet') return;
      const relation = related.get(attributes['r:id'] ?? attributes['id'] ?? '');
      if (relation !== undefined && relation.type !== 'worksheet') return;
      book.sheets.push({ name: attributes['name'] ?? '', target: relation?.target ?? '', hidden: (attributes['state'] ?? 'visible') !== 'visible' });
    },
  });
  if (book.sheets.length === 0) throw damaged('it lists no sheets');
  return book;
}
