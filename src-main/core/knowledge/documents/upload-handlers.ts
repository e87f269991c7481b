import { MillwrightError } from '#shared/contract/errors.ts';
import { uploads } from '#shared/contract/uploads.ts';
import { bindHandlers, type BoundOperation, type Principal } from '#core/pipeline/index.ts';
import type { FileStore, UploadOwner } from '#core/ports/file-store.ts';

const ownerOf = ({ tenantId, userId }: Principal): UploadOwner => ({ tenantId, userId });

/** Files in pieces. `maxUploadBytes` is the largest thing a piecewise upload may be: a model, not only a document. */
export function uploadHandlers({ files, maxUploadBytes }: { files: FileStore; maxUploadBytes: number }): BoundOperation[] {
  return bindHandlers(uploads, {
    async begin({ sizeBytes }, { principal }) {
      if (sizeBytes > maxUploadBytes) throw new MillwrightError('FILE_TOO_LARGE');
      return { uploadId: await files.beginUpload(ownerOf(principal), sizeBytes) };
    },
    async append({ uploadId, offset, bytes }, { principal }) {
      return { receivedBytes: await files.appendUpload(ownerOf(principal), uploadId, offset, bytes) };
    },
    async abort({ uploadId }, { principal }) {
      return { aborted: await files.abortUpload(ownerOf(principal), uploadId) };
    },
  });
}
