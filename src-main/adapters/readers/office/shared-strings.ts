import { limitError } from '#adapters/readers/limit-error.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { parseXmlChunks } from './xml-pass.ts';
import type { ZipArchive } from './zip-archive.ts';

/** The strings that cells refer to by number; phonetic hints are left out. */
export async function readSharedStrings(archive: ZipArchive, part: string, limits: ReaderLimits): Promise<string[]> {
  const strings: string[] = [];
  let current: string[] = [];
  let inText = false;
  let phonetic = 0;
  let chars = 0;
  if (!archive.has(part)) return strings;
  await parseXmlChunks(archive.chunks(part), {
    open(name) {
      if (name === 'si') current = [];
      else if (name === 'rPh') phonetic += 1;
      else if (name === 't') inText = phonetic === 0;
    },
    close(name) {
      if (name === 'si') strings.push(current.join(''));
      else if (name === 'rPh') phonetic -= 1;
      else if (name === 't') inText = false;
    },
    text(data) {
      if (!inText) return;
      chars += data.length;
      if (chars > limits.chars) throw limitError('characters of text', limits.chars);
      current.push(data);
    },
  });
  return strings;
}
