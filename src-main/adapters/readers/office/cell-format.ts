import { numberCode, shownNumber } from './number-format.ts';
import { parseXml } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

/** Dates and times, a number by its format code, or one as it is. */
export type CellFormat = 'general' | 'date' | 'time' | 'datetime' | { code: string };

/** Built-in number formats that are dates or times (ECMA-376 part 1, 18.8.30), those of East Asia included. */
const BUILT_IN: Readonly<Record<number, CellFormat>> = {
  14: 'date', 15: 'date', 16: 'date', 17: 'date', 18: 'time', 19: 'time', 20: 'time', 21: 'time', 22: 'datetime',
  27: 'date', 28: 'date', 29: 'date', 30: 'date', 31: 'date', 32: 'time', 33: 'time', 34: 'time', 35: 'time', 36: 'date', 45: 'time', 46: 'time', 47: 'time',
  50: 'date', 51: 'date', 52: 'date', 53: 'date', 54: 'date', 55: 'time', 56: 'time', 57: 'date', 58: 'date',
};

/** The format of each cell style by its index (attribute `s` of a cell). */
export function readCellFormats(archive: ZipArchive, part: string): CellFormat[] {
  const custom = new Map<number, string>();
  const formats: CellFormat[] = [];
  let inCellFormats = false;
  if (!archive.has(part)) return formats;
  parseXml(archive.read(part), {
    open(name, attributes) {
      if (name === 'numFmt') custom.set(Number(attributes['numFmtId']), attributes['formatCode'] ?? '');
      else if (name === 'cellXfs') inCellFormats = true;
      else if (name === 'xf' && inCellFormats) {
        const id = Number(attributes['numFmtId'] ?? 0);
        formats.push(formatOf(id, custom.get(id)));
      }
    },
    close(name) {
      if (name === 'cellXfs') inCellFormats = false;
    },
  });
  return formats;
}

function formatOf(id: number, custom: string | undefined): CellFormat {
  const time = custom === undefined ? BUILT_IN[id] : timeFormat(custom);
  if (time !== undefined) return time;
  const code = numberCode(id, custom);
  return code === null ? 'general' : { code };
}

/** The format that a code stands for, as charts give it. */
export const formatFromCode = (code: string): CellFormat => formatOf(0, code);

function timeFormat(code: string): CellFormat | undefined {
  const first = (code.split(';')[0] ?? '').replace(/"[^"]*"|\\.|\[(?![hms]+\])[^\]]*\]|_.|\*./gi, '');
  const date = /[yd]/i.test(first) || /m{3,}/i.test(first);
  const time = /[hs]/i.test(first);
  if (date) return time ? 'datetime' : 'date';
  return time ? 'time' : undefined;
}

const DAY_MS = 86_400_000;
/** Day 0 of the two calendars; serials from 60 count a 29 February 1900 that never was, so day 0 is 30 December 1899. */
const EPOCH_1900 = Date.UTC(1899, 11, 30);
const EPOCH_1904 = Date.UTC(1904, 0, 1);

/** A number as its cell shows it, but dates in ISO 8601; the shortest exact form where it has no format. */
export function formatNumberCell(raw: string, format: CellFormat, date1904: boolean): string {
  const value = Number(raw);
  if (raw.trim() === '' || !Number.isFinite(value)) return raw;
  if (typeof format === 'object') return shownNumber(format.code, value) ?? shortest(value);
  if (format === 'general' || value < 0 || value > 2_958_465) return shortest(value);
  const epoch = date1904 ? EPOCH_1904 : EPOCH_1900;
  const early = !date1904 && value < 60 && value >= 1 ? 1 : 0;
  const iso = new Date(Math.round((value + early) * 86_400) * 1000 + epoch).toISOString();
  if (format === 'time' || value < 1) return value >= 1 ? `${Math.floor((value * DAY_MS) / 3_600_000)}${iso.slice(13, 19)}` : iso.slice(11, 19);
  return format === 'date' ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

/** Files hold 17 digits (79.500000000000014); a sheet shows what 15 make of it. */
function shortest(value: number): string {
  return String(Number(value.toPrecision(15)));
}
