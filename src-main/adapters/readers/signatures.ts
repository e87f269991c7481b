/** What a file is by its first bytes, in the words of a person; only kinds that cannot be read. */
const SIGNATURES: readonly (readonly [offset: number, bytes: string, name: string])[] = [
  [0, 'BM', 'a bitmap picture of a rare kind; save it as PNG'],
  [0, 'II+\0', 'a TIFF picture of the large kind (BigTIFF); save it as plain TIFF'],
  [0, 'MM\0+', 'a TIFF picture of the large kind (BigTIFF); save it as plain TIFF'],
  [4, 'jP  ', 'a JPEG 2000 picture; save it as PNG'],
  [4, 'ftypheic', 'a HEIC picture; save it as JPEG'],
  [4, 'ftypavif', 'an AVIF picture'],
  [4, 'ftyp', 'a video'],
  [0, 'RIFF', 'a sound or video file'],
  [0, 'ID3', 'a sound file'],
  [0, '\x1aE\xdf\xa3', 'a video'],
  [0, '\x1f\x8b', 'a gzip archive; unpack it and add the files'],
  [0, '7z\xbc\xaf\x27\x1c', 'a 7-Zip archive; unpack it and add the files'],
  [0, 'Rar!', 'a RAR archive; unpack it and add the files'],
  [257, 'ustar', 'a tar archive; unpack it and add the files'],
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
