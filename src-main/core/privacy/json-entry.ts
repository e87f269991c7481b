import type { ArchiveEntry } from '#core/ports/archiver.ts';

const encoder = new TextEncoder();

/** A JSON file of one value. */
export function valueEntry(name: string, value: unknown): ArchiveEntry {
  return { name, compress: true, content: (async function* () { yield encoder.encode(`${JSON.stringify(value, null, 2)}\n`); })() };
}

/** A JSON file of an array, written a page of rows at a time. */
export function arrayEntry(name: string, pages: AsyncIterable<readonly unknown[]>): ArchiveEntry {
  return { name, compress: true, content: arrayText(pages) };
}

async function* arrayText(pages: AsyncIterable<readonly unknown[]>): AsyncGenerator<Uint8Array> {
  let before = '[';
  for await (const rows of pages) {
    if (rows.length === 0) continue;
    yield encoder.encode(`${before}\n${rows.map((row) => JSON.stringify(row)).join(',\n')}`);
    before = ',';
  }
  yield encoder.encode(before === '[' ? '[]\n' : '\n]\n');
}
