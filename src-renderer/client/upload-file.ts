import type { Client } from './client.ts';

/** Half of what one `uploads.append` may carry, so that progress on small files is seen too. */
const PIECE_BYTES = 2 * 1024 * 1024;

interface UploadOptions {
  signal: AbortSignal;
  /** Told the share sent, 0..1. */
  progress: (share: number) => void;
}

/** Sends a file in pieces over any link and returns the id under which an operation can take it. Stopping drops what was sent. */
export async function uploadFile(client: Client, file: Blob, { signal, progress }: UploadOptions): Promise<string> {
  const { uploadId } = await client.uploads.begin({ sizeBytes: file.size }, { signal });
  try {
    for (let offset = 0; offset < file.size; offset += PIECE_BYTES) {
      const bytes = file.slice(offset, offset + PIECE_BYTES);
      const { receivedBytes } = await client.uploads.append({ uploadId, offset, bytes }, { signal });
      progress(receivedBytes / file.size);
    }
  } catch (failure) {
    // The core drops unfinished uploads by itself; telling it only frees the space sooner.
    client.uploads.abort({ uploadId }).catch(() => undefined);
    throw failure;
  }
  return uploadId;
}
