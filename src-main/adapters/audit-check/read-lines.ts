import { createReadStream } from 'node:fs';

const CHUNK_BYTES = 1 << 20;

/** The lines of a UTF-8 file that are not empty, many at a time. Only a line feed ends one: what a text has in it does not. */
export async function* readLines(file: string): AsyncGenerator<string[]> {
  let rest = '';
  for await (const chunk of createReadStream(file, { encoding: 'utf8', highWaterMark: CHUNK_BYTES })) {
    const lines = (rest + String(chunk)).split('\n');
    rest = lines.pop() ?? '';
    yield lines.filter((line) => line !== '');
  }
  if (rest !== '') yield [rest];
}
