/** What a file is by its first bytes, in the words of a person; only kinds that cannot be read. */
const SIGNATURES: readonly (readonly [offset: number, bytes: string, name: string])[] = [
  [0, '\x89PNG\r\n', 'a PNG picture'],
  [0, '\xff\xd8\xff', 'a JPEG picture'],
  [0, 'GIF8', 'a GIF picture'],
  [0, 'BM', 'a bitmap picture'],
  [0, 'II*\0', 'a TIFF picture'],
  [0, 'MM\0*', 'a TIFF picture'],
  [8, 'WEBP', 'a WebP picture'],
  [4, 'ftypheic', 'a HEIC picture'],
  [4, 'ftypavif', 'an AVIF picture'],
  [4, 'ftyp', 'a video'],
  [0, 'RIFF', 'a sound or video file'],
  [0, 'ID3', 'a sound file'],
  [0, '\x1aE\xdf\xa3', 'a video'],
  [0, '\x1f\x8b', 'a gzip archive'],
  [0, '7z\xbc\xaf\x27\x1c', 'a 7-Zip archive'],
  [0, 'Rar!', 'a RAR archive'],
  [257, 'ustar', 'a tar archive'],
  [0, 'MZ', 'a Windows program'],
  [0, '\x7fELF', 'a Linux program'],
  [0, 'SQLite format 3', 'an SQLite database'],
  [0, 'GGUF', 'a language model (add it on the Models screen)'],
  [0, 'AC10', 'an AutoCAD drawing'],
  [0, '%!PS', 'a PostScript file'],
  [0, '{\\rtf', 'a rich-text (RTF) document; save it as DOCX or PDF'],
];

/** Names the unreadable kind of file these bytes begin, or null. */
export function nameBySignature(bytes: Uint8Array): string | null {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 300)).toString('latin1');
  for (const [offset, signature, name] of SIGNATURES) {
    if (head.startsWith(signature, offset) && !isShortTextByChance(signature, head)) return name;
  }
  return null;
}

/** "BM" and "MZ" also begin words; a binary header has control characters close behind. */
function isShortTextByChance(signature: string, head: string): boolean {
  // eslint-disable-next-line no-control-regex
  return signature.length === 2 && !/[\x00-\x08]/.test(head.slice(0, 64));
}
