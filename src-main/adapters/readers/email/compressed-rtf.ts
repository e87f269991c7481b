import { decodeCharset } from '#adapters/readers/text/decode-charset.ts';

const COMPRESSED = 0x75465a4c;
const PLAIN = 0x414c454d;
const WINDOW = 4096;
/** What the window begins with ([MS-OXRTFCP] 2.1.2.1). */
const DICTIONARY =
  '{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx';

/** Unpacks the rich text of an Outlook message ([MS-OXRTFCP]); null where it is damaged or longer than `mostBytes`. */
export function unpackRtf(packed: Buffer, mostBytes: number): string | null {
  if (packed.length < 16) return null;
  const size = packed.readUInt32LE(4);
  const kind = packed.readUInt32LE(8);
  if (size > mostBytes) return null;
  if (kind === PLAIN) return packed.toString('latin1', 16, 16 + size);
  return kind === COMPRESSED ? inflate(packed, size) : null;
}

function inflate(packed: Buffer, size: number): string | null {
  const window = Buffer.alloc(WINDOW, 0x20);
  window.write(DICTIONARY, 'latin1');
  const out = Buffer.alloc(size);
  let writeAt = DICTIONARY.length;
  let to = 0;
  const put = (byte: number): void => {
    if (to < size) out[to++] = byte;
    window[writeAt] = byte;
    writeAt = (writeAt + 1) % WINDOW;
  };
  for (let at = 16; at < packed.length; ) {
    const control = packed[at++] ?? 0;
    for (let bit = 0; bit < 8 && at < packed.length; bit += 1) {
      if ((control & (1 << bit)) === 0) {
        put(packed[at++] ?? 0);
        continue;
      }
      if (at + 2 > packed.length) return null;
      const reference = packed.readUInt16BE(at);
      at += 2;
      const offset = reference >> 4;
      if (offset === writeAt) return out.toString('latin1', 0, to);
      for (let n = 0; n < (reference & 0xf) + 2; n += 1) put(window[(offset + n) % WINDOW] ?? 0);
    }
  }
  return to === size ? out.toString('latin1') : null;
}

/** Groups that hold no text of the document. */
const NO_TEXT = /^(fonttbl|colortbl|stylesheet|info|pict|object|themedata|listtable|listoverridetable|generator|htmltag|mhtmltag|xmlnstbl|latentstyles|datastore)$/;
const BREAKS: Readonly<Record<string, string>> = { par: '\n', line: '\n', row: '\n', tab: '\t', cell: '\t', emdash: '—', endash: '–', bullet: '•', lquote: '‘', rquote: '’', ldblquote: '“', rdblquote: '”' };

/** The text of rich text (RTF 1.9.1), without its form. */
export function rtfToText(rtf: string): string {
  const codepage = /\\ansicpg(\d{1,5})/.exec(rtf.slice(0, 2_000))?.[1] ?? '1252';
  const stack: { skip: boolean; after: number }[] = [];
  let state = { skip: false, after: 1 };
  let swallow = 0;
  let out = '';
  let bytes: number[] = [];
  const flush = (): void => {
    if (bytes.length > 0) out += decodeCharset(Buffer.from(bytes), `windows-${codepage}`);
    bytes = [];
  };
  const put = (text: string): void => {
    if (state.skip) return;
    flush();
    out += text;
  };
  for (const [token, word, number, hex] of rtf.matchAll(/\\([a-z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-f]{2})|\\[^a-z]|[{}]|[^\\{}\r\n]+|[\r\n]+/gi)) {
    if (token === '{') stack.push({ ...state });
    else if (token === '}') state = stack.pop() ?? state;
    else if (hex !== undefined) {
      if (swallow > 0) swallow -= 1;
      else if (!state.skip) bytes.push(Number.parseInt(hex, 16));
    } else if (word === 'u') {
      put(String.fromCharCode(Number(number ?? 0) & 0xffff));
      swallow = state.after;
    } else if (word === 'uc') state = { ...state, after: Number(number ?? 1) };
    else if (word !== undefined) {
      if (NO_TEXT.test(word)) state = { ...state, skip: true };
      else put(BREAKS[word] ?? '');
    } else if (token === '\\*') state = { ...state, skip: true };
    else if (token.startsWith('\\')) put(token === '\\~' ? ' ' : /^\\[{}\\]/.test(token) ? token.slice(1) : '');
    else if (!/^[\r\n]/.test(token)) {
      const shown = token.slice(Math.min(swallow, token.length));
      swallow = 0;
      put(shown);
    }
  }
  flush();
  return out;
}
