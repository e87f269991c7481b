const RESERVED = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A file name that every file system accepts, made from what a person called a model; always ends in `.gguf`. */
export function safeModelName(filename: string): string {
  const last = filename.normalize('NFC').split(/[/\\]/).at(-1) ?? '';
  const stem = last
    .replace(/\.gguf$/i, '')
    .replace(/[^\p{L}\p{N}._-]+/gu, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 120);
  const usable = stem === '' ? 'model' : stem;
  return `${RESERVED.test(usable) ? `model-${usable}` : usable}.gguf`;
}
