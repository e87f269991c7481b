import { open } from 'node:fs/promises';
import { MillwrightError } from '#shared/contract/errors.ts';

/** What describing one tensor and one field takes at least, in the GGUF format; a header that lies about their number keeps the parser busy for a minute. */
const LEAST_TENSOR_BYTES = 24n;
const LEAST_FIELD_BYTES = 13n;

/** A file that cannot be used, with the reason as a sentence for the person who brought it in. */
export function refuse(sentence: string, cause?: unknown): MillwrightError {
  return new MillwrightError('MODEL_INVALID', sentence, { cause, ...(cause === undefined ? {} : { detail: String(cause) }) });
}

/** Looks at the first bytes of a file: throws `MODEL_INVALID` unless they can begin a GGUF file (version 2 or 3, little-endian). */
export async function checkGgufStart(path: string): Promise<{ sizeBytes: number }> {
  const file = await open(path, 'r').catch((cause: unknown) => {
    throw refuse('The file cannot be opened.', cause);
  });
  try {
    const info = await file.stat();
    if (!info.isFile()) throw refuse('This is not a file.');
    if (info.size === 0) throw refuse('The file is empty.');
    const { buffer, bytesRead } = await file.read(Buffer.alloc(24), 0, 24, 0);
    judgeStart(buffer.subarray(0, bytesRead), info.size);
    return { sizeBytes: info.size };
  } finally {
    await file.close();
  }
}

function judgeStart(start: Buffer, sizeBytes: number): void {
  if (start.toString('latin1', 0, 4) !== 'GGUF') throw refuse(`This is not a GGUF file: ${whatElse(start)}`);
  if (start.length < 24) throw refuse('The file is cut off: it ends within its first line of data. Copy it again.');
  const version = start.readUInt32LE(4);
  if (version !== 2 && version !== 3) throw refuse(`The file says it is GGUF version ${version}; versions 2 and 3 can be read.`);
  const least = start.readBigUInt64LE(8) * LEAST_TENSOR_BYTES + start.readBigUInt64LE(16) * LEAST_FIELD_BYTES;
  if (least > BigInt(sizeBytes)) throw refuse('The file is cut off or damaged: it is too short for all that its first line of data announces. Copy it again.');
}

function whatElse(start: Buffer): string {
  const text = start.toString('latin1').trimStart().toLowerCase();
  if (text.startsWith('<')) return 'it holds a web page, probably an error page saved instead of the model.';
  if (text.startsWith('version https://git-lfs')) return 'it is only the placeholder of a file in Git LFS.';
  if (text.startsWith('pk')) return 'it is a ZIP archive; unpack it first.';
  return 'it does not begin like one.';
}
