import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { CheckedFile } from './inference-protocol.ts';

export type VerifyFile = (file: CheckedFile, signal: AbortSignal, onProgress: (fraction: number) => void) => Promise<void>;

/**
 * Compares a file with its recorded checksum, once for as long as its size and time of change stay the same. Needed because
 * llama.cpp runs damaged weights without complaint. Throws `MODEL_INVALID` for a changed and `MODEL_UNAVAILABLE` for a missing file.
 */
export function createFileVerifier(): VerifyFile {
  const known = new Map<string, string>();
  return async ({ modelPath, sha256 }, signal, onProgress) => {
    const name = basename(modelPath);
    const info = await stat(modelPath).catch((cause: unknown) => {
      throw new MillwrightError('MODEL_UNAVAILABLE', `The model file ${name} is not in the models folder any more.`, { cause });
    });
    const identity = `${info.size}:${info.mtimeMs}:${info.ino}:${sha256}`;
    if (known.get(modelPath) === identity) return;
    const hash = createHash('sha256');
    let read = 0;
    for await (const chunk of createReadStream(modelPath, { highWaterMark: 1 << 20, signal })) {
      hash.update(chunk as Buffer);
      read += (chunk as Buffer).length;
      onProgress(read / info.size);
    }
    if (hash.digest('hex') !== sha256) {
      throw new MillwrightError('MODEL_INVALID', `The model file ${name} has changed since it was installed, so it is not used. Remove it and install it again.`);
    }
    known.set(modelPath, identity);
  };
}
