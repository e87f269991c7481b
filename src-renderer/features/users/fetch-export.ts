import { EXPORT_PIECE_BYTES } from '#shared/contract/privacy.ts';
import type { Client } from '#renderer/client/client.ts';

interface Fetching {
  signal: AbortSignal;
  /** Told the bytes that have arrived. */
  progress: (bytes: number) => void;
}

/** An archive, fetched a piece at a time over any link. */
export async function fetchExport(client: Client, { exportId, sizeBytes }: { exportId: string; sizeBytes: number }, { signal, progress }: Fetching): Promise<Blob> {
  const pieces: Blob[] = [];
  for (let from = 0; from < sizeBytes; from += EXPORT_PIECE_BYTES) {
    pieces.push(await client.privacy.download({ id: exportId, from }, { signal }));
    progress(Math.min(sizeBytes, from + EXPORT_PIECE_BYTES));
  }
  return new Blob(pieces, { type: 'application/zip' });
}
