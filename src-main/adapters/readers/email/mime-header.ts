import { decodeWords } from './encoded-words.ts';
import { decodeCharset } from '#adapters/readers/text/decode-charset.ts';

/** Header fields by lower-case name, unfolded, still encoded; the first of each name counts. */
export type MimeHeader = ReadonlyMap<string, string>;

/** What is kept of one part's header; mails of this world stay far below. */
const MOST_HEADER_BYTES = 512 * 1024;
const MOST_FIELDS = 2_000;

/** Reads the header in front of `bytes` (RFC 5322, 2.2) and says where the body begins. */
export function readHeader(bytes: Buffer): { header: MimeHeader; bodyAt: number } {
  const header = new Map<string, string>();
  const end = headerEnd(bytes);
  const text = decodeCharset(bytes.subarray(0, Math.min(end.at, MOST_HEADER_BYTES)), 'utf-8');
  const lines = text.replace(/\r\n?/g, '\n').replace(/\n[ \t]+/g, ' ').split('\n', MOST_FIELDS);
  for (const line of lines) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).trim().toLowerCase();
    if (colon > 0 && !header.has(name)) header.set(name, line.slice(colon + 1).trim());
  }
  return { header, bodyAt: end.bodyAt };
}

function headerEnd(bytes: Buffer): { at: number; bodyAt: number } {
  if (bytes[0] === 0x0a) return { at: 0, bodyAt: 1 };
  if (bytes[0] === 0x0d && bytes[1] === 0x0a) return { at: 0, bodyAt: 2 };
  const candidates = ['\r\n\r\n', '\n\n', '\r\r'].map((mark) => ({ at: bytes.indexOf(mark, 0, 'latin1'), length: mark.length }));
  const [first] = candidates.filter(({ at }) => at >= 0).toSorted((a, b) => a.at - b.at);
  return first === undefined ? { at: bytes.length, bodyAt: bytes.length } : { at: first.at, bodyAt: first.at + first.length };
}

/** A field such as `text/plain; charset="utf-8"` (RFC 2045, 5.1) with the long parameters of RFC 2231 put together. */
export interface StructuredField {
  /** In lower case. */
  value: string;
  parameters: ReadonlyMap<string, string>;
}

export function structuredField(field: string | undefined): StructuredField {
  const text = (field ?? '').slice(0, 20_000);
  const value = (/^[^;]*/.exec(text)?.[0] ?? '').trim().toLowerCase();
  const raw = new Map<string, string>();
  for (const match of text.slice(value.length).matchAll(/;\s*([^\s=;]{1,80})\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^;]*))/g)) {
    const name = (match[1] ?? '').toLowerCase();
    if (!raw.has(name)) raw.set(name, match[2]?.replace(/\\(.)/g, '$1') ?? (match[3] ?? '').trim());
  }
  return { value, parameters: joinedParameters(raw) };
}

function joinedParameters(raw: ReadonlyMap<string, string>): Map<string, string> {
  const joined = new Map<string, string>();
  for (const [key, text] of raw) {
    const [, name = key, piece, extended] = /^([^*]+)(?:\*(\d{1,3}))?(\*)?$/.exec(key) ?? [];
    if (piece === undefined) joined.set(name, extended === undefined ? decodeWords(text) : decodeExtended(text));
    else if (piece === '0') joined.set(name, pieces(raw, name));
  }
  return joined;
}

function pieces(raw: ReadonlyMap<string, string>, name: string): string {
  let all = '';
  let encoded = false;
  for (let n = 0; ; n += 1) {
    const extended = raw.get(`${name}*${n}*`);
    const next = extended ?? raw.get(`${name}*${n}`);
    if (next === undefined) return encoded ? decodeExtended(all) : decodeWords(all);
    encoded ||= extended !== undefined;
    all += next;
  }
}

/** `utf-8'de'Stoff%20A`: charset, language and percent-encoded text. */
function decodeExtended(text: string): string {
  const [, charset = 'utf-8', rest = text] = /^([^']*)'[^']*'(.*)$/s.exec(text) ?? [];
  const bytes = rest.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return decodeCharset(Buffer.from(bytes, 'latin1'), charset);
}
