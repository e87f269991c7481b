import type { z } from 'zod';
import { MillwrightError } from '#shared/contract/errors.ts';
import { readLocalFile } from './read-local-file.ts';

/** A definition is a page of text; what is longer is another file. */
const LARGEST_BYTES = 1024 ** 2;

/**
 * A definition in a JSON file. One that `show --json` made has it inside.
 *
 * @param what what it has to be, such as "a tool"
 * @throws MillwrightError `INVALID_INPUT` with every field that is wrong, and `FILE_UNREADABLE`
 */
export async function readDefinition<T>(path: string, schema: z.ZodType<T>, what: string): Promise<T> {
  await using file = await readLocalFile(path);
  if (file.sizeBytes > LARGEST_BYTES) throw new MillwrightError('INVALID_INPUT', `${path} is too large to be ${what}.`);
  const pieces = [];
  for await (const piece of file) pieces.push(piece);
  const read = schema.safeParse(inside(parse(Buffer.concat(pieces).toString('utf8'), path)));
  if (!read.success) throw new MillwrightError('INVALID_INPUT', `${path} is not ${what}. ${read.error.issues.map(({ path: at, message }) => `${at.join('.') || 'It'}: ${message}`).join(' ')}`);
  return read.data;
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new MillwrightError('INVALID_INPUT', `${path} is not JSON.`);
  }
}

function inside(value: unknown): unknown {
  return typeof value === 'object' && value !== null && 'definition' in value ? value.definition : value;
}
