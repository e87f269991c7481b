import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { MillwrightError } from '#shared/contract/errors.ts';

/** Throws `MODEL_INVALID` unless a model's weights are those that were installed; nothing is compared where their checksum is null. */
export async function checkWeights({ name, weights, sha256 }: { name: string; weights: string; sha256: string | null }): Promise<void> {
  if (sha256 === null) return;
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(weights, { highWaterMark: 1024 * 1024 })) hash.update(bytes as Uint8Array);
  if (hash.digest('hex') !== sha256) throw new MillwrightError('MODEL_INVALID', `The weights of ${name} have changed since it was installed. Remove it and install it again.`);
}
