import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { mkdtemp, open, realpath, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { Scratch } from '#core/ports/file-store.ts';

/** What lies in the folder was named by a file from outside: only plain files that really are below it are taken. */
export async function makeScratchFolder(parent: string): Promise<Scratch> {
  const path = await mkdtemp(join(await realpath(parent), 'scratch-'));
  return {
    path,
    async put(content) {
      const file = join(path, randomUUID());
      await writeFile(file, content.stream(), { flag: 'wx', mode: 0o600 });
      return file;
    },
    async take(wanted) {
      const refused = (cause?: unknown) => new MillwrightError('FILE_UNREADABLE', 'This file inside the document could not be unpacked.', { cause });
      const real = await realpath(wanted).catch((cause: unknown) => Promise.reject(refused(cause)));
      if (real !== wanted || !real.startsWith(path + sep)) throw refused();
      // Windows knows no O_NOFOLLOW; there the comparison above has to do.
      const handle = await open(real, constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0)).catch((cause: unknown) => Promise.reject(refused(cause)));
      if ((await handle.stat()).isFile()) return handle.createReadStream();
      await handle.close();
      throw refused();
    },
    remove: () => rm(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }),
  };
}
