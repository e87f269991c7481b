import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, type FileHandle, link, open, realpath, rename, rm, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { PACK_HEADER_BYTES, PACK_MAGIC } from '#shared/contract/model-pack.ts';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { PackedFile, PackOrder, PackWriter } from '#core/ports/pack-writer.ts';
import { asDiskFull, requireSpace } from './disk-guard.ts';
import { onnxPaths, requireAllowed } from './model-sources.ts';
import { syncDirectory } from './sync-directory.ts';
import { writeAll } from './write-durably.ts';

const PIECE_BYTES = 1024 * 1024;

export interface PackWriterOptions {
  /** Folders that packs may be written into, with all below them. */
  roots: readonly string[] | 'any';
}

/** Packs on the disks of this machine. A file that is there is never replaced. */
export function createPackWriter({ roots }: PackWriterOptions): PackWriter {
  async function check(out: string): Promise<void> {
    if (!isAbsolute(out)) throw new MillwrightError('INVALID_INPUT', 'Name the pack with its full path.');
    if (!/\.mwpack$/i.test(out)) throw new MillwrightError('INVALID_INPUT', 'A pack of models has a name that ends in .mwpack.');
    const folder = await realpath(dirname(out)).catch((cause: unknown) => {
      throw new MillwrightError('FILE_UNREADABLE', 'The folder for the pack is not there, or Millwright may not open it.', { cause });
    });
    await requireAllowed(folder, roots);
    const taken = await access(join(folder, basename(out))).then(() => true, () => false);
    if (taken) throw new MillwrightError('INVALID_INPUT', 'There is a file with this name already. Choose another name.');
  }

  return {
    check,
    async filesOf(weightsPath, format) {
      if (format === 'gguf') return [await described(weightsPath, basename(weightsPath))];
      const folder = dirname(dirname(weightsPath));
      return Promise.all((await onnxPaths(folder)).map((path) => described(join(folder, ...path.split('/')), path)));
    },
    async write(order) {
      await check(order.out);
      const folder = await realpath(dirname(order.out));
      const header = Buffer.from(order.header, 'utf8');
      if (header.length > PACK_HEADER_BYTES) throw new MillwrightError('INVALID_INPUT', 'These are more models than one pack can hold.');
      await requireSpace(folder, header.length + order.files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0), 0);
      const temporary = join(folder, `.${randomUUID()}.part`);
      const handle = await open(temporary, 'wx', 0o644).catch((cause: unknown) => {
        throw new MillwrightError('FILE_UNREADABLE', 'Millwright may not write into that folder.', { cause });
      });
      try {
        const sizeBytes = await fill(handle, header, order);
        await handle.sync();
        await handle.close();
        await giveName(temporary, join(folder, basename(order.out)));
        await syncDirectory(folder);
        return { sizeBytes };
      } catch (error) {
        await handle.close().catch(() => undefined);
        throw asDiskFull(error);
      } finally {
        await rm(temporary, { force: true });
      }
    },
  };
}

async function described(file: string, path: string): Promise<PackedFile> {
  return { path, file, sizeBytes: (await stat(file)).size };
}

async function fill(handle: FileHandle, header: Buffer, { files, signal, onBytes }: PackOrder): Promise<number> {
  const start = Buffer.alloc(PACK_MAGIC.length + 4);
  start.write(PACK_MAGIC, 'latin1');
  start.writeUInt32LE(header.length, PACK_MAGIC.length);
  await writeAll(handle, start);
  await writeAll(handle, header);
  let written = 0;
  for (const { file, path, sizeBytes, sha256 } of files) {
    const hash = createHash('sha256');
    let size = 0;
    for await (const piece of createReadStream(file, { highWaterMark: PIECE_BYTES })) {
      if (signal.aborted) throw new MillwrightError('CANCELLED');
      hash.update(piece as Uint8Array);
      await writeAll(handle, piece as Uint8Array);
      size += (piece as Uint8Array).byteLength;
      onBytes(written + size);
    }
    if (size !== sizeBytes || hash.digest('hex') !== sha256) throw new MillwrightError('MODEL_INVALID', `The file ${path} has changed since it was installed, so it is not packed. Remove the model and install it again.`);
    written += size;
  }
  return start.length + header.length + written;
}

/** A hard link fails where the name is taken; disks without hard links (exFAT) were looked at before. */
async function giveName(temporary: string, path: string): Promise<void> {
  await link(temporary, path).catch(async (error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST') throw new MillwrightError('INVALID_INPUT', 'There is a file with this name already. Choose another name.');
    await rename(temporary, path);
  });
}
