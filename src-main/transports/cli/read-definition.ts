import type { z } from 'zod';
import { MillwrightError } from '#shared/contract/errors.ts';
import { readJson } from '#shared/contract/read-json.ts';
import { readLocalFile } from './read-local-file.ts';

/** A definition is a page of text; what is longer is another file. */
const LARGEST_BYTES = 1024 ** 2;

/**
 * A definition in a JSON file. One that `show --json` made has it inside.
 *
 * @param what what it has to be, such as "a tool"
 * @param key under which it stands there
 * @throws MillwrightError `INVALID_INPUT` with every field that is wrong, and `FILE_UNREADABLE`
 */
export async function readDefinition<T>(path: string, schema: z.ZodType<T>, what: string, key = 'definition'): Promise<T> {
  await using file = await readLocalFile(path);
  if (file.sizeBytes > LARGEST_BYTES) throw new MillwrightError('INVALID_INPUT', `${path} is too large to be ${what}.`);
  const pieces = [];
  for await (const piece of file) pieces.push(piece);
  const read = readJson(Buffer.concat(pieces).toString('utf8'), schema, key);
  if ('why' in read) throw new MillwrightError('INVALID_INPUT', `${path} is not ${what}. ${read.why}`);
  return read.value;
}
