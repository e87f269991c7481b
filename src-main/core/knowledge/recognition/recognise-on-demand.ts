import { MillwrightError } from '#shared/contract/errors.ts';
import type { Label } from '#shared/contract/permissions.ts';
import type { RecognisedText } from '#shared/contract/recognition.ts';
import type { Principal } from '#core/pipeline/index.ts';
import type { Database } from '#core/ports/database.ts';
import type { DocumentReader } from '#core/ports/document-reader.ts';
import type { FileStore } from '#core/ports/file-store.ts';
import type { TextRecognition } from '#core/ports/text-recognition.ts';
import { namedDocument } from '#core/knowledge/documents/named-document.ts';
import { readPicture } from './read-picture.ts';

export interface ReadPicture extends RecognisedText {
  document: { id: string; filename: string };
  label: Label;
  page: number;
}

/** Reading what stands on a picture or a page, anew and now. */
export interface PictureReading {
  /** Null where text recognition is not installed. By id or file name; throws `DOCUMENT_NOT_FOUND`, and as reader and recognition do. */
  read(principal: Principal, wanted: { document: string; page: number; within: readonly string[] | null }, signal: AbortSignal): Promise<ReadPicture | null>;
}

export interface PictureReadingDeps {
  database: Database;
  files: Pick<FileStore, 'path'>;
  reader: Pick<DocumentReader, 'pageImage'>;
  recognition: Pick<TextRecognition, 'recognise'> | null;
}

export function createPictureReading({ database, files, reader, recognition }: PictureReadingDeps): PictureReading {
  return {
    async read(principal, { document: named, page, within }, signal) {
      if (recognition === null) return null;
      const row = await database.withTenant(principal, (tx) => namedDocument(tx, principal, named, within));
      if (row === undefined) throw new MillwrightError('DOCUMENT_NOT_FOUND');
      const { id, filename, label, storage_path } = row;
      const read = await readPicture({ reader, recognition }, { path: files.path(principal.tenantId, storage_path), filename }, page, signal);
      return { document: { id, filename }, label, page, ...read };
    },
  };
}
