import { decodeCharset } from '#adapters/readers/text/decode-charset.ts';
import type { CompoundEntry, CompoundFile } from './compound-file.ts';

/** Properties of a message or attachment ([MS-OXMSG] 2.4) by their number, as [MS-OXPROPS] gives it in hexadecimal. */
export interface MsgProperties {
  /** Empty where there is none. */
  text(id: string): string;
  binary(id: string): Buffer | null;
  /** A storage, such as a message attached to this one. */
  storage(id: string): CompoundEntry | null;
  integer(id: string): number | null;
  date(id: string): Date | null;
}

const INTEGER = 0x0003;
const TIME = 0x0040;
/** Milliseconds from 1601, where Windows counts from, to 1970. */
const FROM_1601 = 11_644_473_600_000;

export function msgProperties(file: CompoundFile, storage: CompoundEntry, headerBytes: number): MsgProperties {
  const byName = new Map(storage.children.map((entry) => [entry.name.toLowerCase(), entry]));
  const stream = (id: string, type: string): CompoundEntry | undefined => byName.get(`__substg1.0_${id}${type}`.toLowerCase());
  const fixed = fixedProperties(file, byName.get('__properties_version1.0'), headerBytes);
  // PidTagMessageCodepage, PidTagInternetCodepage.
  const codepage = fixed.get(`3ffd${INTEGER}`)?.readUInt32LE(0) ?? fixed.get(`3fde${INTEGER}`)?.readUInt32LE(0) ?? 1252;

  return {
    text(id) {
      const wide = stream(id, '001F');
      if (wide !== undefined) return file.read(wide).toString('utf16le').replace(/\0+$/, '');
      const narrow = stream(id, '001E');
      return narrow === undefined ? '' : decodeCharset(file.read(narrow), charsetOf(codepage)).replace(/\0+$/, '');
    },
    binary(id) {
      const entry = stream(id, '0102');
      return entry === undefined || entry.isStorage ? null : file.read(entry);
    },
    storage: (id) => stream(id, '000D') ?? null,
    integer: (id) => fixed.get(`${id.toLowerCase()}${INTEGER}`)?.readInt32LE(0) ?? null,
    date(id) {
      const value = fixed.get(`${id.toLowerCase()}${TIME}`);
      const time = value === undefined ? Number.NaN : Number(value.readBigUInt64LE(0) / 10_000n) - FROM_1601;
      const date = new Date(time);
      return Number.isNaN(date.getTime()) ? null : date;
    },
  };
}

/** Entries of 16 bytes: type, number, flags, value. */
function fixedProperties(file: CompoundFile, entry: CompoundEntry | undefined, headerBytes: number): Map<string, Buffer> {
  const found = new Map<string, Buffer>();
  if (entry === undefined || entry.isStorage) return found;
  const bytes = file.read(entry);
  for (let at = headerBytes; at + 16 <= bytes.length; at += 16) {
    const id = bytes.readUInt16LE(at + 2).toString(16).padStart(4, '0');
    found.set(`${id}${bytes.readUInt16LE(at)}`, bytes.subarray(at + 8, at + 16));
  }
  return found;
}

export function charsetOf(codepage: number): string {
  const named: Readonly<Record<number, string>> = { 65001: 'utf-8', 20127: 'us-ascii', 932: 'shift_jis', 936: 'gb18030', 949: 'euc-kr', 950: 'big5', 20866: 'koi8-r', 50220: 'iso-2022-jp', 65000: 'utf-7', 1200: 'utf-16le' };
  if (codepage >= 28591 && codepage <= 28605) return `iso-8859-${codepage - 28590}`;
  return named[codepage] ?? `windows-${codepage}`;
}
