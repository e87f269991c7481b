import { decodeCharset } from '#adapters/readers/text/decode-charset.ts';

const WORD = /=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bq])\?([^?\s]*)\?=/gi;

/** Decodes `=?utf-8?B?…?=` in a header (RFC 2047). Neighbours of one charset are joined first, since senders cut letters in two. */
export function decodeWords(text: string): string {
  if (!text.includes('=?')) return text;
  const joined = text.replace(/(\?=)\s+(?==\?)/g, '$1');
  const runs: { charset: string; bytes: Buffer[] }[] = [];
  let out = '';
  let at = 0;
  const flush = (): void => {
    for (const run of runs.splice(0)) out += decodeCharset(Buffer.concat(run.bytes), run.charset);
  };
  for (const match of joined.matchAll(WORD)) {
    const [whole, charset = '', how = '', content = ''] = match;
    if (match.index > at) {
      flush();
      out += joined.slice(at, match.index);
    }
    const last = runs.at(-1);
    const bytes = how.toLowerCase() === 'b' ? Buffer.from(content, 'base64') : quoted(content);
    if (last !== undefined && last.charset.toLowerCase() === charset.toLowerCase()) last.bytes.push(bytes);
    else runs.push({ charset, bytes: [bytes] });
    at = match.index + whole.length;
  }
  flush();
  return out + joined.slice(at);
}

function quoted(text: string): Buffer {
  const raw = text.replaceAll('_', ' ').replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(raw, 'latin1');
}
