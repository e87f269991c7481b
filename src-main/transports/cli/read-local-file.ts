import { type FileHandle, open } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';

const PIECE_BYTES = 256 * 1024;

/**
 * A file's bytes in pieces, opened before the first call is made with them.
 *
 * @throws MillwrightError `FILE_UNREADABLE` when the file cannot be opened or read
 */
export async function readLocalFile(path: string): Promise<AsyncIterable<Uint8Array> & AsyncDisposable & { sizeBytes: number }> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw unreadable(error);
  });
  const { size: sizeBytes } = await handle.stat();
  return {
    sizeBytes,
    [Symbol.asyncIterator]: () => pieces(handle),
    [Symbol.asyncDispose]: () => handle.close(),
  };
}

async function* pieces(handle: FileHandle): AsyncGenerator<Uint8Array> {
  for (;;) {
    const { bytesRead, buffer } = await handle.read(new Uint8Array(PIECE_BYTES)).catch((error: unknown) => {
      throw unreadable(error);
    });
    if (bytesRead === 0) return;
    yield buffer.subarray(0, bytesRead);
  }
}

function unreadable(error: unknown): MillwrightError {
  return new MillwrightError('FILE_UNREADABLE', 'The file cannot be opened: check that you may read it and that it is still there.', { cause: error });
}
