import { createReadStream } from 'node:fs';
import { readdir, statfs } from 'node:fs/promises';
import { freemem, totalmem } from 'node:os';
import { join } from 'node:path';
import type { Machine } from '#core/ports/machine.ts';
import { directorySize } from './directory-size.ts';

/** Sizing a large data directory touches every file, so a figure this old is good enough. */
const SIZE_VALID_MS = 60_000;
const NOT_DOCUMENTS = new Set(['manifest.json', 'source']);

interface Options {
  id: string | null;
  version: string;
  shell: Machine['shell'];
  dataDirectory: string;
  /** Folder of the fictional plant's documents. */
  sampleDirectory: string;
  network: Machine['network'];
}

export function createMachine({ id, version, shell, dataDirectory, sampleDirectory, network }: Options): Machine {
  let sized = { at: Number.NEGATIVE_INFINITY, bytes: Promise.resolve(0) };

  function dataBytes(): Promise<number> {
    if (performance.now() - sized.at > SIZE_VALID_MS) sized = { at: performance.now(), bytes: directorySize(dataDirectory) };
    return sized.bytes;
  }

  return {
    id,
    version,
    shell,
    network,
    uptimeSeconds: () => Math.round(process.uptime()),
    memory: () => ({ coreBytes: process.memoryUsage.rss(), freeBytes: freemem(), totalBytes: totalmem() }),
    async disk() {
      const { bavail, bsize } = await statfs(dataDirectory);
      return { freeBytes: bavail * bsize, dataBytes: await dataBytes() };
    },
    async samplePlant() {
      const entries = await readdir(sampleDirectory, { withFileTypes: true });
      return entries
        .filter((entry) => entry.isFile() && !NOT_DOCUMENTS.has(entry.name))
        .map(({ name }) => ({ filename: name, path: join(sampleDirectory, name) }))
        .sort((a, b) => a.filename.localeCompare(b.filename, 'en'));
    },
    openFile: (path) => createReadStream(path),
  };
}
