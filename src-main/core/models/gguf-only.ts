import { MillwrightError } from '#shared/contract/errors.ts';
import type { ByteStream } from '#shared/contract/byte-source.ts';

const MAGIC = [0x47, 0x47, 0x55, 0x46];

/** The same bytes, unless they do not begin like a GGUF file: then `MODEL_INVALID` before gigabytes are copied for nothing. */
export async function* ggufOnly(content: ByteStream): ByteStream {
  let seen = 0;
  for await (const bytes of content) {
    for (let index = 0; index < bytes.length && seen < MAGIC.length; index += 1, seen += 1) {
      if (bytes[index] !== MAGIC[seen]) throw new MillwrightError('MODEL_INVALID', 'This is not a GGUF file: it does not begin like one.');
    }
    yield bytes;
  }
}
