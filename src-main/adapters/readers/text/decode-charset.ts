import { decodeText } from './decode-text.ts';
import { decodeTcvn3, decodeViscii } from './vietnamese-charsets.ts';

/** Decodes bytes whose sender named their charset; where the name is unknown or wrong, by what the bytes look like. Never throws. */
export function decodeCharset(bytes: Buffer, charset: string): string {
  const name = charset.trim().toLowerCase().replace(/^x-/, '');
  if (name === 'utf-7' || name === 'unicode-1-1-utf-7') return decodeUtf7(bytes.toString('latin1'));
  if (name === 'viscii') return decodeViscii(bytes).normalize('NFC');
  if (/^(tcvn3|tcvn-5712|abc)$/.test(name)) return decodeTcvn3(bytes).normalize('NFC');
  const fatal = name.startsWith('utf');
  try {
    if (name !== '' && !/^(us-ascii|ascii|unknown.*|.*8bit)$/.test(name)) return new TextDecoder(name, { fatal }).decode(bytes);
  } catch {
    // An unknown name, or a wrong one.
  }
  return guessed(bytes);
}

function guessed(bytes: Buffer): string {
  if (bytes.length === 0) return '';
  try {
    return decodeText(bytes).text;
  } catch {
    return bytes.toString('latin1');
  }
}

/** RFC 2152: runs of UTF-16BE in Base64 between `+` and the first character that is none of its alphabet. */
function decodeUtf7(text: string): string {
  return text.replace(/\+([A-Za-z0-9+/]*)-?/g, (_, run: string) => {
    if (run === '') return '+';
    const bytes = Buffer.from(run, 'base64');
    return bytes
      .subarray(0, bytes.length & ~1)
      .swap16()
      .toString('utf16le');
  });
}
