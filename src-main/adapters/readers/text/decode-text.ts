import { analyse } from 'chardet';
import { MillwrightError } from '#shared/contract/errors.ts';
import { decodeTcvn3, decodeViscii, vietnameseWords } from './vietnamese-charsets.ts';
import { vietnameseScore } from './vietnamese-score.ts';

export interface DecodedText {
  text: string;
  /** What a person should know: which encoding was guessed, what had to be dropped. */
  warnings: string[];
}

/** Encodings chardet may name that a TextDecoder knows under the same or a near name. */
const SINGLE_BYTE_FALLBACK = 'windows-1252';
const SAMPLE_BYTES = 64 * 1024;
/** Share of control characters from which bytes are no text; with many different ones of them, and no sure encoding. */
const MANY_CONTROLS = 0.15;
const MANY_MIXED_CONTROLS = 0.05;
const MIXED_KINDS = 8;

/**
 * Decodes a text file: by byte-order mark, as UTF-8, as UTF-16 without a mark, else by a guess that is told as a
 * warning. Line ends become `\n`, NULs and other control characters go, the text is composed (NFC).
 * Throws `FILE_TYPE_UNSUPPORTED` for bytes that are no text.
 */
export function decodeText(bytes: Buffer): DecodedText {
  const warnings: string[] = [];
  const known = decodeMarked(bytes) ?? decodeUtf16(bytes) ?? decodeSevenBit(bytes) ?? decodeUtf8(bytes, warnings) ?? decodeDeclared(bytes);
  const raw = known ?? decodeGuess(bytes, warnings);
  if (looksBinary(raw, known === null)) throw new MillwrightError('FILE_TYPE_UNSUPPORTED', 'This is a binary file of an unknown kind, not a document with text.');
  return { text: clean(raw, warnings), warnings };
}

function decodeMarked(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return new TextDecoder('utf-8').decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  return null;
}

/** Text of European languages in UTF-16 has a zero in nearly every second byte, always on the same side. */
function decodeUtf16(bytes: Buffer): string | null {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  if (sample.length < 4) return null;
  let even = 0;
  let odd = 0;
  for (let at = 0; at + 1 < sample.length; at += 2) {
    if (sample[at] === 0) even += 1;
    if (sample[at + 1] === 0) odd += 1;
  }
  const pairs = sample.length / 2;
  if (odd / pairs > 0.4 && even / pairs < 0.05) return new TextDecoder('utf-16le').decode(bytes);
  if (even / pairs > 0.4 && odd / pairs < 0.05) return new TextDecoder('utf-16be').decode(bytes);
  return null;
}

function decodeUtf8(bytes: Buffer, warnings: string[]): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    const text = new TextDecoder('utf-8').decode(bytes);
    const broken = text.split('\uFFFD').length - 1;
    // eslint-disable-next-line no-control-regex
    const nonAscii = text.match(/[^\x00-\x7f]/g)?.length ?? 0;
    if (nonAscii === 0 || broken / nonAscii > 0.1) return null;
    warnings.push(`${broken} characters are damaged and were replaced.`);
    return text;
  }
}

/** What a page or an XML file says of itself near its beginning. */
function declaredCharset(bytes: Buffer): string | null {
  const head = bytes.toString('latin1', 0, 4096);
  return /^\s*<\?xml[^>]{0,200}\sencoding\s*=\s*["']([\w.:-]{1,40})["']/.exec(head)?.[1] ?? /<meta[^>]{0,400}charset\s*=\s*["']?\s*([\w.:-]{1,40})/i.exec(head)?.[1] ?? null;
}

/** Encodings that look like ASCII and are not: only escape sequences tell, and only where the file names them. */
function decodeSevenBit(bytes: Buffer): string | null {
  const name = declaredCharset(bytes)?.toLowerCase() ?? '';
  return name.startsWith('iso-2022-') ? decodeNamed(bytes, name) : null;
}

/** Bytes that are no UTF-8, by the charset the file itself names; null where it names none, or UTF after all. */
function decodeDeclared(bytes: Buffer): string | null {
  const name = declaredCharset(bytes)?.toLowerCase() ?? '';
  return name === '' || name.startsWith('utf') || name === 'us-ascii' ? null : decodeNamed(bytes, name);
}

function decodeNamed(bytes: Buffer, name: string): string | null {
  if (/^(x-)?viscii$/.test(name)) return decodeViscii(bytes);
  if (/^(x-)?tcvn/.test(name)) return decodeTcvn3(bytes);
  try {
    return new TextDecoder(name).decode(bytes);
  } catch {
    return null;
  }
}

function decodeGuess(bytes: Buffer, warnings: string[]): string {
  const sample = bytes.subarray(0, SAMPLE_BYTES);
  const vietnamese = guessVietnamese(sample);
  const encoding = vietnamese?.name ?? guessEncoding(sample);
  warnings.push(`The file does not say how its letters are encoded; it was read as ${encoding}.`);
  return vietnamese === null ? new TextDecoder(encoding).decode(bytes) : vietnamese.decode(bytes);
}

interface Decoding {
  name: string;
  decode: (bytes: Buffer) => string;
}

const VIETNAMESE: readonly Decoding[] = [
  { name: 'windows-1258', decode: (bytes) => new TextDecoder('windows-1258').decode(bytes) },
  { name: 'TCVN3', decode: decodeTcvn3 },
  { name: 'VISCII', decode: decodeViscii },
];

/** The Vietnamese encoding in which the bytes are words, as no detector of encodings knows these. */
function guessVietnamese(sample: Buffer): Decoding | null {
  const scored = VIETNAMESE.map((one) => ({ one, score: vietnameseWords(one.decode(sample)) })).toSorted((a, b) => b.score - a.score);
  const [best] = scored;
  if (best !== undefined && best.score >= 0.05) return best.one;
  return vietnameseScore(new TextDecoder('windows-1258').decode(sample)) > 0.5 ? (VIETNAMESE[0] ?? null) : null;
}

function guessEncoding(sample: Buffer): string {
  const [best] = analyse(sample);
  const name = best !== undefined && best.confidence >= 50 ? best.name.toLowerCase() : SINGLE_BYTE_FALLBACK;
  // ISO-8859-1 has control characters where Windows has letters, and files labelled so use the Windows ones.
  if (name === 'iso-8859-1' || name === 'ascii' || name.startsWith('utf')) return SINGLE_BYTE_FALLBACK;
  try {
    return new TextDecoder(name).encoding;
  } catch {
    return SINGLE_BYTE_FALLBACK;
  }
}

/** Damaged text has one or two control characters in places; bytes without order have all of them. */
function looksBinary(text: string, guessed: boolean): boolean {
  const sample = text.slice(0, 20_000);
  const kinds = new Set<number>();
  let odd = 0;
  for (let at = 0; at < sample.length; at += 1) {
    const code = sample.charCodeAt(at);
    if ((code >= 32 || code === 9 || code === 10 || code === 12 || code === 13 || code === 27) && code !== 0xfffd) continue;
    odd += 1;
    kinds.add(code);
  }
  const share = odd / sample.length;
  return sample.length === 0 || share > MANY_CONTROLS || (guessed && share > MANY_MIXED_CONTROLS && kinds.size >= MIXED_KINDS);
}

function clean(text: string, warnings: string[]): string {
  // eslint-disable-next-line no-control-regex
  const without = text.replace(/^\uFEFF/, '').replace(/[\x00-\x08\x0e-\x1f\x7f]/g, '');
  if (text.includes('\0')) warnings.push('The file held NUL characters, which were left out.');
  return without.replace(/\r\n?/g, '\n').normalize('NFC');
}
