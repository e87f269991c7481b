import { mkdir, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { LlamaContextSequence } from 'node-llama-cpp';
import { removeStrayPlainFiles, withPlainFile } from './plain-scratch.ts';
import { type FileSeal, openSealedFile, sealFile } from './sealed-file.ts';
import { tenantFolder } from './state-names.ts';

/** What a state was made with: one made with anything else loads without complaint and answers nonsense. */
export interface StateOrigin {
  modelSha256: string;
  contextTokens: number;
  cacheTypes: string;
  engine: string;
}

/** Whose states, and the key they are under. */
export interface StateOwner {
  tenantId: string;
  /** 32 bytes. */
  key: Uint8Array;
}

/** Where the states of one model are kept on disk. */
export interface StateFiles {
  /** Keeps what a sequence holds under a name. */
  save(sequence: LlamaContextSequence, owner: StateOwner, name: string): Promise<void>;
  /** Brings it back, if it is whole and was made with the same model and settings. What cannot be used is removed. */
  restore(sequence: LlamaContextSequence, owner: StateOwner, name: string): Promise<boolean>;
}

const ENDING = '.kvx';
const LONGEST_MS = 7 * 24 * 3_600_000;
const swept = new Set<string>();

/**
 * Saved states in a folder per tenant, encrypted under a key of the tenant's. Their seal binds them to tenant, name, model and settings and is
 * checked before llama.cpp sees a byte: it ends the process over a truncated state.
 * @param mostBytes all states together; the ones used longest ago are removed
 */
export function createStateFiles(directory: string, origin: StateOrigin, mostBytes: number): StateFiles {
  const pathOf = (tenantId: string, name: string): string => join(tenantFolder(directory, tenantId), `${name}-${origin.modelSha256.slice(0, 16)}${ENDING}`);
  const sealOf = ({ tenantId, key }: StateOwner, name: string): FileSeal => ({ key, context: JSON.stringify([tenantId, name, origin]) });

  async function load(sequence: LlamaContextSequence, path: string, seal: FileSeal): Promise<void> {
    await withPlainFile(directory, async (plain) => {
      await openSealedFile(path, plain, seal);
      await sequence.loadStateFromFile(plain, { acceptRisk: true });
    });
    const now = new Date();
    await utimes(path, now, now);
  }

  return {
    save: async (sequence, owner, name) => {
      await sweepOnce(directory);
      const path = pathOf(owner.tenantId, name);
      await mkdir(tenantFolder(directory, owner.tenantId), { recursive: true, mode: 0o700 });
      const unfinished = `${path}.new`;
      await withPlainFile(directory, async (plain) => {
        await sequence.saveStateToFile(plain);
        await sealFile(plain, unfinished, sealOf(owner, name));
      });
      await rename(unfinished, path);
      await prune(directory, mostBytes);
    },
    restore: async (sequence, owner, name) => {
      const path = pathOf(owner.tenantId, name);
      if (!(await isThere(path))) return false;
      return load(sequence, path, sealOf(owner, name)).then(
        () => true,
        async () => {
          await Promise.all([rm(path, { force: true }), sequence.clearHistory()]);
          return false;
        },
      );
    },
  };
}

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

/** Removes what a killed process left in plain text, and what versions that did not encrypt have kept. */
async function sweepOnce(directory: string): Promise<void> {
  if (swept.has(directory)) return;
  swept.add(directory);
  await removeStrayPlainFiles(directory);
  const names = await readdir(directory, { recursive: true }).catch(() => []);
  await Promise.all(names.filter((name) => /\.kv(\.json|\.new)?$|\.kvx\.new$/.test(name)).map((name) => rm(join(directory, name), { force: true })));
}

/** Removes what is too old, and what was used longest ago where there is too much. */
async function prune(directory: string, mostBytes: number): Promise<void> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith(ENDING));
  const files = await Promise.all(names.map(async (name) => ({ path: join(directory, name), ...(await sizeAndTime(join(directory, name))) })));
  let total = 0;
  for (const { path, bytes, usedAt } of files.toSorted((a, b) => b.usedAt - a.usedAt)) {
    total += bytes;
    if (total <= mostBytes && Date.now() - usedAt < LONGEST_MS) continue;
    await rm(path, { force: true });
  }
}

async function sizeAndTime(path: string): Promise<{ bytes: number; usedAt: number }> {
  return stat(path).then(({ size, mtimeMs }) => ({ bytes: size, usedAt: mtimeMs }), () => ({ bytes: 0, usedAt: 0 }));
}
