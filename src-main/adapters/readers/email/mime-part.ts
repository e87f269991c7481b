import { readHeader, structuredField } from './mime-header.ts';
import type { MimeHeader, StructuredField } from './mime-header.ts';

/** A part of a mail (RFC 2045, 2046): a container with children, or a leaf whose body is still encoded. */
export interface MimePart {
  header: MimeHeader;
  type: StructuredField;
  disposition: StructuredField;
  children: MimePart[];
  body: Buffer;
}

export interface MimeTree {
  root: MimePart;
  /** Whether parts were left out because they are too many or nested too deeply. */
  cut: boolean;
}

const DEEPEST = 20;
const MOST_PARTS = 2_000;

/** Takes a mail apart. Never throws: what does not follow the rules becomes text. */
export function readMime(bytes: Buffer): MimeTree {
  const budget = { parts: MOST_PARTS, cut: false };
  const root = readPart(bytes, 0, 'text/plain', budget);
  return { root, cut: budget.cut };
}

interface Budget {
  parts: number;
  cut: boolean;
}

function readPart(bytes: Buffer, depth: number, usualType: string, budget: Budget): MimePart {
  const { header, bodyAt } = readHeader(bytes);
  const given = structuredField(header.get('content-type'));
  const type = given.value.includes('/') ? given : { ...given, value: usualType };
  const part: MimePart = { header, type, disposition: structuredField(header.get('content-disposition')), children: [], body: bytes.subarray(bodyAt) };
  const boundary = type.parameters.get('boundary') ?? '';
  const isMultipart = type.value.startsWith('multipart/') && boundary !== '';
  const isMail = type.value === 'message/rfc822' || type.value === 'message/global';
  if (!isMultipart && !isMail) return part;
  if (depth >= DEEPEST) {
    budget.cut = true;
    return { ...part, type: { value: 'multipart/mixed', parameters: new Map() }, body: Buffer.alloc(0) };
  }
  const childType = type.value === 'multipart/digest' ? 'message/rfc822' : 'text/plain';
  const pieces = isMail ? [decodeBody(part)] : split(part.body, boundary, budget);
  part.children = pieces.map((piece) => readPart(piece, depth + 1, childType, budget));
  return part;
}

/** The pieces between lines that begin with `--boundary`; what stands before the first and after the last is no content. */
function split(body: Buffer, boundary: string, budget: Budget): Buffer[] {
  const mark = Buffer.from(`--${boundary}`, 'utf8');
  const pieces: Buffer[] = [];
  let start = -1;
  for (let at = body.indexOf(mark); at >= 0; at = body.indexOf(mark, at + mark.length)) {
    if (at > 0 && body[at - 1] !== 0x0a && body[at - 1] !== 0x0d) continue;
    const after = at + mark.length;
    const isLast = body[after] === 0x2d && body[after + 1] === 0x2d;
    // A longer boundary that begins like this one.
    if (!isLast && !isBlank(body[after])) continue;
    if (start >= 0) pieces.push(body.subarray(start, lineBreakBefore(body, at, start)));
    start = lineAfter(body, after);
    budget.parts -= 1;
    budget.cut ||= budget.parts <= 0;
    if (isLast || budget.parts <= 0) return pieces;
  }
  if (start >= 0 && start < body.length) pieces.push(body.subarray(start));
  return pieces;
}

function isBlank(code: number | undefined): boolean {
  return code === undefined || code === 0x0a || code === 0x0d || code === 0x20 || code === 0x09;
}

function lineAfter(body: Buffer, at: number): number {
  const end = body.indexOf(0x0a, at);
  return end < 0 ? body.length : end + 1;
}

function lineBreakBefore(body: Buffer, at: number, start: number): number {
  let end = at;
  if (end > start && body[end - 1] === 0x0a) end -= 1;
  if (end > start && body[end - 1] === 0x0d) end -= 1;
  return end;
}

/** The body of a leaf without its transfer encoding (RFC 2045, 6). */
export function decodeBody(part: MimePart): Buffer {
  const encoding = (part.header.get('content-transfer-encoding') ?? '').trim().toLowerCase();
  if (encoding === 'base64') return Buffer.from(part.body.toString('latin1'), 'base64');
  if (encoding !== 'quoted-printable') return part.body;
  return decodeQuotedPrintable(part.body);
}

function decodeQuotedPrintable(body: Buffer): Buffer {
  const out = Buffer.alloc(body.length);
  let to = 0;
  for (let at = 0; at < body.length; at += 1) {
    const code = body[at] ?? 0;
    if (code !== 0x3d) {
      out[to++] = code;
      continue;
    }
    const hex = body.toString('latin1', at + 1, at + 3);
    if (/^[0-9a-f]{2}$/i.test(hex)) {
      out[to++] = Number.parseInt(hex, 16);
      at += 2;
    } else {
      const lineBreak = /^[ \t]{0,8}\r?\n/.exec(body.toString('latin1', at + 1, at + 11));
      if (lineBreak === null) out[to++] = code;
      else at += lineBreak[0].length;
    }
  }
  return out.subarray(0, to);
}
