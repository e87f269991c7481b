const PIECES = [
  '\r\n', '\n', '\r', '\u2028', '\u2029', '\u0085', '\u001b[2J', '\u001b]0;title\u0007', '\u009b31m', '\0', '\v', '\f', '=1+1', '+cmd|x', '-2', '@SUM(A1)', '\t=1', '\uff1d1', '"', '""', ',', ';', '|', '\\', '\\|', '\\n',
  '=', 'a=b', '\u202e', '\u2066', '\u200f', '\ufeff', '\u200b', '}', '{"checkpoint":{}}', 'CEF:0|forged|x|1|x|x|9|', 'long '.repeat(1_000),
];

/** More than 200 texts that try to leave their record: every piece before, within and after text, alone and with another. */
export const PAYLOADS: readonly string[] = PIECES.flatMap((piece, index) => {
  const next = PIECES[(index + 7) % PIECES.length] ?? '';
  return [piece, `${piece}forged`, `real${piece}forged`, `real${piece}`, `${piece}${piece}`, `${piece}${next}`, `${next}real${piece}`, `"${piece}`, `${piece}CEF:0|`];
});
