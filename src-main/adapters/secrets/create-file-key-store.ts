import { type FileHandle, mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { KeyStore } from '#core/ports/key-store.ts';

const NAME = /^[a-z0-9-]{1,80}$/;

/**
 * Keys as files that only their owner may read. Written aside, synced and renamed, so that a crash leaves the old or the new one;
 * then the old one is overwritten where it lay, as far as file system and disk let anybody do that.
 */
export function createFileKeyStore(directory: string): KeyStore {
  const path = (name: string): string => {
    if (!NAME.test(name)) throw new Error(`"${name}" is no name for a secret`);
    return join(directory, `${name}.key`);
  };

  return {
    async read(name) {
      return readFile(path(name), 'utf8').catch(orNull);
    },
    async write(name, value) {
      await mkdir(directory, { recursive: true, mode: 0o700 });
      const aside = `${path(name)}.new`;
      await writeSynced(await open(aside, 'w', 0o600), value);
      // Windows does not replace a file that is open.
      const old = process.platform === 'win32' ? null : await open(path(name), 'r+').catch(orNull);
      await rename(aside, path(name));
      if (old !== null) await writeSynced(old, '0'.repeat((await old.stat()).size));
      await syncNames(directory);
    },
  };
}

function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}

async function writeSynced(handle: FileHandle, value: string): Promise<void> {
  try {
    await handle.writeFile(value);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function syncNames(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  await handle.sync().finally(() => handle.close());
}
