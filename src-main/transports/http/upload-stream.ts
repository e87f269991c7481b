import type { Readable } from 'node:stream';
import { MillwrightError } from '#shared/contract/errors.ts';
import { within } from './within.ts';

/**
 * The bytes of one uploaded file. The clock runs only while we wait for the sender: a slow disk on our side is not the
 * sender's fault, and a sender that stalls must not hold a place for ever.
 *
 * @param onBroken called when nothing more can come from this sender
 * @throws MillwrightError `INVALID_INPUT` when the sender stalls or breaks off, `FILE_TOO_LARGE` past the transport's limit
 */
export async function* uploadStream(file: Readable & { truncated?: boolean }, idleMs: number, onBroken: () => void): AsyncGenerator<Uint8Array> {
  const iterator = file[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      const step = await within(iterator.next(), idleMs);
      if (step === 'late') throw new MillwrightError('INVALID_INPUT', 'The upload stalled and was stopped. Send the file again.');
      if (step.done) break;
      yield step.value;
    }
  } catch (error) {
    onBroken();
    if (error instanceof MillwrightError) throw error;
    throw new MillwrightError('INVALID_INPUT', 'The upload broke off before the file was complete. Send it again.', { cause: error });
  } finally {
    // Not awaited: a stalled sender's `return` would wait behind its `next`.
    void iterator.return?.()?.catch(() => undefined);
  }
  if (file.truncated) throw new MillwrightError('FILE_TOO_LARGE');
}
