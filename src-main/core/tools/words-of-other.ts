/** Read of what another system says; far more than is shown, so that nothing is cut out of the middle of a secret. */
const MOST_READ = 20_000;
const MOST_SHOWN = 1_000;
const TAKEN_OUT = '•••';
/** Control, format, surrogate and private characters: what moves a cursor, hides or turns text around. */
const UNSAFE = /[^\P{C}\n\t]|[\u2028\u2029]/gu;
const BASE64 = /^[A-Za-z0-9+/]{4,}={0,2}$/;
/** Of printable characters: other keys decode to anything. */
const PAIR = /^[ -9;-~]*:([ -~]+)$/;
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * What another system said, to be shown as it stands: bounded, without characters that do more than stand there, and without the secrets that were sent to it.
 * Null where nothing is left.
 */
export function wordsOfOther(text: string, secrets: readonly string[], most = MOST_SHOWN): string | null {
  const forms = [...new Set(secrets.flatMap(formsOf))].filter((form) => form !== '').toSorted((a, b) => b.length - a.length);
  const shown = text.slice(0, MOST_READ).replaceAll('\r\n', '\n').replaceAll(UNSAFE, '');
  const without = forms.length === 0 ? shown : shown.replaceAll(new RegExp(forms.map((form) => escaped(form)).join('|'), 'gi'), TAKEN_OUT);
  const words = without.trim();
  if (words === '') return null;
  return words.length <= most ? words : `${words.slice(0, most).toWellFormed()}…`;
}

/** A secret as it was sent, and as an answer may repeat it: in JSON, an address or HTML, or decoded where it names a person and a password (RFC 7617). */
function formsOf(secret: string): string[] {
  const decoded = BASE64.test(secret) ? decodedAscii(secret) : '';
  const [, password] = PAIR.exec(decoded) ?? [];
  const said = [secret, ...(password === undefined ? [] : [decoded, password])].map((each) => each.replaceAll(UNSAFE, '').trim());
  return said.flatMap((each) => [each, JSON.stringify(each).slice(1, -1), encodeURIComponent(each.toWellFormed()), inHtml(each)]);
}

const escaped = (text: string): string => text.replaceAll(/[\\^$.*+?()[\]{}|]/g, String.raw`\$&`);

const inHtml = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');

function decodedAscii(base64: string): string {
  const bits = [...base64.replaceAll('=', '')].map((digit) => DIGITS.indexOf(digit).toString(2).padStart(6, '0')).join('');
  return (bits.match(/.{8}/g) ?? []).map((byte) => String.fromCharCode(Number.parseInt(byte, 2))).join('');
}
