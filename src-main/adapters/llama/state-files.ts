import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { LlamaContextSequence } from 'node-llama-cpp';
import { tenantFolder } from './state-names.ts';

/** What a state was made with: one made with anything else loads without complaint and answers nonsense. */
export interface StateOrigin {
  modelSha256: string;
  contextTokens: number;
  cacheTypes: string;
  engine: string;
}

/** Where the states of one model are kept on disk. */
export interface StateFiles {
  /** Keeps what a sequence holds under a name. */
  save(sequence: LlamaContextSequence, tenantId: string, name: string): Promise<void>;
  /** Brings it back, if it is whole and was made with the same model and settings. What cannot be used is removed. */
  restore(sequence: LlamaContextSequence, tenantId: string, name: string): Promise<boolean>;
}

interface Seal {
  sha256: string;
  origin: StateOrigin;
}

const LONGEST_MS = 7 * 24 * 3_600_000;

/**
 * Saved states in a folder per tenant, readable by the owner alone. Each has a seal with its checksum beside it, compared before
 * loading: llama.cpp ends the process over a truncated state.
 * @param mostBytes all states together; the ones used longest ago are removed
 */
export function createStateFiles(directory: string, origin: StateOrigin, mostBytes: number): StateFiles {
  const pathOf = (tenantId: string, name: string): string => join(tenantFolder(directory, tenantId), `${name}-${origin.modelSha256.slice(0, 16)}.kv`);

  async function restore(sequence: LlamaContextSequence, path: string): Promise<void> {
    const seal = JSON.parse(await readFile(sealOf(path), 'utf8')) as Seal;
    if (JSON.stringify(seal.origin) !== JSON.stringify(origin)) throw new Error('made with another model or other settings');
    if ((await sha256Of(path)) !== seal.sha256) throw new Error('not the file that was written');
    await sequence.loadStateFromFile(path, { acceptRisk: true });
    const now = new Date();
    await utimes(path, now, now);
  }

  return {
    save: async (sequence, tenantId, name) => {
      const path = pathOf(tenantId, name);
      await mkdir(tenantFolder(directory, tenantId), { recursive: true, mode: 0o700 });
      const unfinished = `${path}.new`;
      await sequence.saveStateToFile(unfinished);
      const seal: Seal = { sha256: await sha256Of(unfinished), origin };
      await rename(unfinished, path);
      await writeFile(sealOf(path), JSON.stringify(seal), { mode: 0o600 });
      await prune(directory, mostBytes);
    },
    restore: async (sequence, tenantId, name) => {
      const path = pathOf(tenantId, name);
      if (!(await isThere(path))) return false;
      return restore(sequence, path).then(
        () => true,
        async () => {
          await Promise.all([rm(path, { force: true }), rm(sealOf(path), { force: true }), sequence.clearHistory()]);
          return false;
        },
      );
    },
  };
}

const sealOf = (path: string): string => `${path}.json`;

async function isThere(path: string): Promise<boolean> {
  return stat(path).then(() => true, () => false);
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** Removes what is too old, and what was used longest ago where there is too much. */
async function prune(directory: string, mostBytes: number): Promise<void> {
  const names = (await readdir(directory, { recursive: true })).filter((name) => name.endsWith('.kv'));
  const files = await Promise.all(names.map(async (name) => ({ path: join(directory, name), ...(await sizeAndTime(join(directory, name))) })));
  let total = 0;
  for (const { path, bytes, usedAt } of files.toSorted((a, b) => b.usedAt - a.usedAt)) {
    total += bytes;
    if (total <= mostBytes && Date.now() - usedAt < LONGEST_MS) continue;
    await Promise.all([rm(path, { force: true }), rm(sealOf(path), { force: true })]);
  }
}

async function sizeAndTime(path: string): Promise<{ bytes: number; usedAt: number }> {
  return stat(path).then(({ size, mtimeMs }) => ({ bytes: size, usedAt: mtimeMs }), () => ({ bytes: 0, usedAt: 0 }));
}
