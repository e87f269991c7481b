import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import type { ArchiveEntry, Archiver } from '#core/ports/archiver.ts';

/** ZIP files by yazl: ZIP64 where sizes need it, names in UTF-8. */
export function createArchiver(): Archiver {
  return {
    async *zip(entries) {
      const zip = new ZipFile();
      const out = zip.outputStream as Readable;
      const filling = fill(zip, entries).catch((error: unknown) => void out.destroy(error instanceof Error ? error : new Error(String(error))));
      try {
        for await (const bytes of out) yield bytes as Uint8Array;
      } finally {
        out.destroy();
        await filling;
      }
    },
  };
}

/** Adds an entry once the one before it has been read to its end. */
async function fill(zip: ZipFile, entries: AsyncIterable<ArchiveEntry>): Promise<void> {
  const out = zip.outputStream as Readable;
  const closed = new Promise<void>((resolve) => out.once('close', resolve));
  for await (const { name, content, compress } of entries) {
    const input = Readable.from(content, { objectMode: false });
    const read = new Promise<void>((resolve, reject) => input.once('end', resolve).once('error', reject));
    read.catch(() => undefined);
    zip.addReadStream(input, name, { compress });
    await Promise.race([read, closed]);
    if (out.destroyed) {
      input.destroy();
      return;
    }
  }
  zip.end();
}
