import type { ReadResult } from '#core/ports/document-reader.ts';
import type { ReaderLimits } from '#adapters/readers/reader-limits.ts';
import { pictureInfo } from './picture-info.ts';
import type { PictureFormat } from './picture-info.ts';

/** A picture is pages without text, to be recognised. Throws `FILE_LIMIT`, `FILE_UNREADABLE`. */
export function readPicture(bytes: Buffer, format: PictureFormat, limits: ReaderLimits): ReadResult {
  const { pages } = pictureInfo(bytes, format, limits);
  const parts = pages.map((_, at) => ({ page: at + 1, section: null, text: '', blocks: [], lines: [], recognise: 'no-text' as const }));
  return { kind: 'image', title: null, pages: pages.length, parts, warnings: [] };
}
