import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { access, link, mkdir, readdir, rename, rm, stat, unlink } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { MillwrightError } from '#shared/contract/errors.ts';
import type { ModelFile, ModelFiles } from '#core/ports/model-files.ts';
import { safeModelName } from './safe-model-name.ts';
import { copyModelFolder, STAGING } from './copy-model-folder.ts';
import { copyResumably, KEPT_COPY, releaseCopy } from './copy-resumably.ts';
import { syncDirectory } from './sync-directory.ts';
import { watchFolder } from './watch-folder.ts';
import { writeDurably } from './write-durably.ts';

const HALF_COPY = /^\.[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.part$/;

const KEPT_COPY_MS = 7 * 24 * 60 * 60 * 1000;

export interface ModelFilesOptions {
  folder: string;
  freeSpaceFloorBytes?: number;
  /** Time a file's size and date must stand still before it counts as complete. */
  settleMs?: number;
  /** What was copied counts as kept each time so many more bytes are on the disk. */
  syncBytes?: number;
}

/** The models folder on this machine's disk. */
export function createModelFiles({ folder, freeSpaceFloorBytes = 512 * 1024 * 1024, settleMs = 400, syncBytes }: ModelFilesOptions): ModelFiles {
  // What a crash left half-copied. Nobody else writes names like these, and files of this size must not pile up.
  const cleared = dropHalfCopies(folder);

  async function settled(look: (folder: string) => Promise<SeenFile[]>): Promise<{ files: ModelFile[]; growing: boolean }> {
    const first = await look(folder);
    if (first.length === 0) return { files: [], growing: false };
    await sleep(settleMs);
    const second = new Map((await look(folder)).map((file) => [file.path, file]));
    const files = first.filter((file) => {
      const now = second.get(file.path);
      return now !== undefined && now.sizeBytes === file.sizeBytes && now.changed === file.changed && file.sizeBytes > 0;
    });
    return { files: files.map(({ filename, path, sizeBytes }) => ({ filename, path, sizeBytes })), growing: files.length < second.size };
  }

  return {
    folder,

    async put(filename, content, signal, onBytes) {
      await cleared;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const temporary = join(folder, `.${randomUUID()}.part`);
      const limits = { maxBytes: Number.MAX_SAFE_INTEGER, floorBytes: freeSpaceFloorBytes };
      const { sizeBytes } = await writeDurably({ path: temporary, directory: folder, content, ...limits, signal, onBytes });
      const path = await giveFreeName(temporary, folder, safeModelName(filename));
      await syncDirectory(folder);
      return { filename: basename(path), path, sizeBytes };
    },

    async copyFile(file, signal, onBytes) {
      await cleared;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const copy = await copyResumably({ source: file.source, folder, sha256: file.sha256, floorBytes: freeSpaceFloorBytes, signal, onBytes, syncBytes });
      const path = await giveFreeName(copy.path, folder, safeModelName(file.path));
      await releaseCopy(copy.path);
      await syncDirectory(folder);
      return { filename: basename(path), path, sizeBytes: copy.sizeBytes, sha256: copy.sha256 };
    },

    async copyFolder(name, files, signal, onBytes) {
      await cleared;
      await mkdir(folder, { recursive: true, mode: 0o700 });
      return copyModelFolder({ name, files, folder, floorBytes: freeSpaceFloorBytes, signal, onBytes });
    },

    list: async () => (await settled(look)).files,

    async sha256(path, signal, onProgress) {
      const total = (await stat(path)).size;
      const hash = createHash('sha256');
      let done = 0;
      for await (const bytes of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
        if (signal.aborted) throw new MillwrightError('CANCELLED');
        hash.update(bytes as Uint8Array);
        done += (bytes as Uint8Array).byteLength;
        onProgress(total === 0 ? 1 : done / total);
      }
      return hash.digest('hex');
    },

    async remove(path) {
      await rm(ownPath(folder, path), { force: true, recursive: true, maxRetries: 5, retryDelay: 100 });
    },

    watch: (changed) => watchFolder({ folder, state: () => settled(lookDeep), changed }),
  };
}

async function dropHalfCopies(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names) {
    if (HALF_COPY.test(name) || STAGING.test(name) || (await isForgotten(folder, name))) await rm(join(folder, name), { force: true, recursive: true }).catch(() => undefined);
  }
}

/** A copy that could be continued, and was not for a week. */
async function isForgotten(folder: string, name: string): Promise<boolean> {
  if (!KEPT_COPY.test(name)) return false;
  const facts = await stat(join(folder, name)).catch(() => null);
  return facts !== null && Date.now() - facts.mtimeMs > KEPT_COPY_MS;
}

type SeenFile = ModelFile & { changed: number };

/** What a model's removal takes away: its file in the folder, or the folder of its own that its `onnx` weights lie in. */
function ownPath(folder: string, path: string): string {
  const [first, onnx, weights, ...more] = relative(resolve(folder), resolve(path)).split(sep);
  const isFile = onnx === undefined;
  const isWeights = onnx === 'onnx' && weights !== undefined && more.length === 0;
  if (first === undefined || first === '' || first === '..' || isAbsolute(first) || !(isFile || isWeights)) throw new MillwrightError('MODEL_NOT_FOUND');
  return join(folder, first);
}

/** Also what lies in the folders of ONNX models. */
async function lookDeep(folder: string): Promise<SeenFile[]> {
  const folders = (await readdir(folder, { withFileTypes: true }).catch(() => [])).filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  const inside = await Promise.all(folders.flatMap(({ name }) => [seenIn(join(folder, name), (file) => /\.json$/i.test(file)), seenIn(join(folder, name, 'onnx'), () => true)]));
  return [...(await look(folder)), ...inside.flat()];
}

async function seenIn(folder: string, wanted: (name: string) => boolean): Promise<SeenFile[]> {
  const names = (await readdir(folder).catch(() => [])).filter(wanted).sort();
  const facts = await Promise.all(names.map(async (filename) => ({ filename, path: join(folder, filename), seen: await stat(join(folder, filename)).catch(() => null) })));
  return facts.flatMap(({ filename, path, seen }) => (seen?.isFile() === true ? [{ filename, path, sizeBytes: seen.size, changed: seen.mtimeMs }] : []));
}

async function look(folder: string): Promise<SeenFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  const found: SeenFile[] = [];
  for (const filename of names.filter((name) => /\.gguf$/i.test(name) && !name.startsWith('.')).sort()) {
    const path = join(folder, filename);
    const facts = await stat(path).catch(() => null);
    if (facts?.isFile() === true) found.push({ filename, path, sizeBytes: facts.size, changed: facts.mtimeMs });
  }
  return found;
}

/** Names the finished file without ever replacing another: `name.gguf`, `name-2.gguf`, … */
async function giveFreeName(temporary: string, folder: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const path = join(folder, n === 1 ? name : name.replace(/\.gguf$/, `-${n}.gguf`));
    try {
      await claim(temporary, path);
      return path;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      await rm(temporary, { force: true });
      throw error;
    }
  }
}

/** A hard link fails where the name is taken; file systems without hard links (exFAT) look first, then rename. */
async function claim(temporary: string, path: string): Promise<void> {
  try {
    await link(temporary, path);
    await unlink(temporary);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    const taken = await access(path).then(
      () => true,
      () => false,
    );
    if (taken) throw Object.assign(new Error('name taken'), { code: 'EEXIST' });
    await rename(temporary, path);
  }
}
