import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { conversationName, tenantFolder, tenantOf } from './state-names.ts';

/** Removes what was kept of a conversation, or with a bare tenant id of all its conversations. */
export async function forgetStates(directory: string, cacheKey: string): Promise<void> {
  const folder = tenantFolder(directory, tenantOf(cacheKey));
  if (!cacheKey.includes('/')) return rm(folder, { recursive: true, force: true });
  const name = conversationName(cacheKey);
  const names = await readdir(folder).catch(() => []);
  await Promise.all(names.filter((each) => each.startsWith(name)).map((each) => rm(join(folder, each), { force: true })));
}
